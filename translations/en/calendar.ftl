# The calendar and who is due.

calendar = Calendar
calendar-about = What time brings: whose survey has become old, who is called, reminded or suspended, and what comes next.
calendar-today = Today:
calendar-coming = What comes
calendar-coming-about = As households stand now. Whoever is surveyed in the meantime drops out.
calendar-coming-none = Nothing comes in these months.
calendar-span = How far ahead
calendar-month = Month
calendar-bar = Bar
calendar-kind-cyclic = Cyclic survey due
calendar-kind-called = Called to recertification
calendar-kind-reminded = Reminded
calendar-kind-lapsed = Window passed, suspended
calendar-done = What was done
calendar-done-about = Notices written in the whole country, the latest month first.
calendar-done-none = Nothing was done in these months.
calendar-tasks = Tasks
calendar-tasks-none = The calendar has not run yet.
calendar-through = Done through { $day }
calendar-moved = Last moved { $at }
task-recertification = Calls, reminders and lapses of recertification

due-now-cyclic = households due for their cyclic survey today
due-now-recertification = beneficiary households due for recertification today
due-cyclic = Due: cyclic survey
due-cyclic-about = Households without a beneficiary whose survey is two years old or older, called in phases by score.
due-recertification = Due: recertification
due-recertification-about = Households with a beneficiary whose survey is three years old or older. When the window passes without a survey, payment is suspended until there is one.
due-type = Kind of update
due-no-rule = The rules of today set no date for this.
due-phases = Phases
due-phase = Phase
due-phase-number = Phase { $number }
due-scores = Scores
due-score-below = below { $below }
due-score-between = from { $from } to below { $below }
due-score-from = { $from } or more, and without a score
due-everybody = Everybody
due-after = After the survey
due-all = All
due-by-tehsil = By tehsil
due-list = Households
due-everywhere = In every tehsil
due-place = Where
due-since = Due since
due-until = Window until
due-no-end = stays open
due-passed = Window passed
due-none = Nobody is due here.

renewal = Renewal
renewals = Renewals
renewals-none = The registry has not been renewed yet.
renewal-about = The whole registry is decided anew when its round of surveys is complete: as one act, shown before it is adopted, and undone as one if it must be.
renewal-waits = What it waits for
renewal-ready = Surveyed in the last { $months } months: { $surveyed } of { $households } households.
renewal-enough = That is enough: { $needed } % are needed.
renewal-not-enough = { $needed } % are needed, unless a reason is given.
renewal-propose = Propose a renewal
renewal-propose-about = First it is worked out what would change. Nothing counts until somebody else adopts it.
renewal-reason = Reason
renewal-reason-about = Needed while less than { $needed } % are surveyed.
renewal-as-of = Worked out as of
renewal-share = Surveyed in the round
renewal-undecided = Without a decision
renewal-renewed = Decided anew
renewal-kept = Changed since, decision kept
renewal-undone = Decision taken back
renewal-crossings = Who crosses the cut-off
renewal-crossings-none = Nothing has been worked out yet.
renewal-come-in = Come in
renewal-go-out = Go out
renewal-outcomes = From which decision to which

calendar-months = { $count ->
    [one] one month
   *[other] { $count } months
}
due-more-tehsils = { $count ->
    [one] One more tehsil
   *[other] { $count } more tehsils
}
