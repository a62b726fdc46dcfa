# The pages for staff.

skip = Skip to the content
demonstration = Demonstration: every person, number and place in this registry is invented.
clock-today = Today is
clock-month = + 1 month
clock-half-year = + 6 months
clock-year = + 1 year
navigation = Main pages
footer = Every look at a household is recorded in the audit log.
home = Home
households = Households
household = Household
submissions = Submissions
quarantine = Quarantine
loads = Loads
tablets = Tablets
forms = Forms
users = Users
audit = Audit log

search = Search
search-label = Search by registry number, CNIC or name
search-placeholder = Registry number, CNIC or name
search-results = Search results
search-for = For
search-none = No household in your areas was found.
search-digits = A registry number has 10 digits, a CNIC or B-form number 13. Please count them again.
search-check-digit = This registry number cannot be right: a digit was misread, or two were swapped. Please read it again.

sign-in = Sign in
sign-in-about = For staff of the registry.
sign-in-wrong = The user name or the password is wrong.
sign-in-wait = { $seconds ->
    [one] Too many attempts. Please wait one second.
   *[other] Too many attempts. Please wait { $seconds } seconds.
}
sign-out = Sign out
username = User name
password = Password

fault-not_found = Not found
fault-not_found-about = There is no such page, or it lies outside your areas.
fault-not_allowed = Not allowed
fault-not_allowed-about = Your role does not allow this. Ask an administrator if you need it for your work.
fault-forged = Please try again
fault-forged-about = The page had been open too long, or the form did not come from this registry. Nothing was changed. Go back, load the page again and repeat.
fault-unreadable = Not understood
fault-unreadable-about = The registry does not understand this address or form. Nothing was changed.
fault-method = Not possible
fault-method-about = This page does not take such a request. Nothing was changed.
fault-busy = Changed by somebody else
fault-busy-about = Somebody changed the same thing at the same moment. Look at it again and repeat if it is still needed.
fault-internal = Something went wrong here
fault-internal-about = The registry could not show this page. The fault has been recorded. Please try again in a few minutes.
fault-code = Code:
to-home = To the first page

home-title = Overview
home-waits = What waits
home-held = { $count ->
    [one] One submission waits for an officer
   *[other] { $count } submissions wait for an officer
}
home-quarantined = { $count ->
    [one] One submission waits for its form version
   *[other] { $count } submissions wait for their form version
}
home-nothing-waits = Nothing waits.
home-outcomes = Decisions
home-no-outcomes = There are no households yet.
home-recent = Latest submissions
home-all-submissions = All submissions
submissions-accepted = Submissions accepted
submissions-held = Submissions held
submissions-quarantined = Submissions in quarantine
submissions-superseded = Submissions superseded
submissions-refused = Submissions refused

all = All
show = Show
save = Save
next = Next
previous = Previous
pages = Pages
page-number = Page { $page }
question = Question
answer = Answer
name = Name
place = Place
area = Area
areas = Areas
state = State
version = Version
form = Form
findings = Findings
points = Points
score = Score
head = Head of household
members = Members
families = Families
family = Family
outcome = Decision
changed = Last changed
merged = Merged
registry-number = Registry number
citizen-number = CNIC or B-form
no-name = Name not known
errors = { $count ->
    [one] One error
   *[other] { $count } errors
}
warnings = { $count ->
    [one] One warning
   *[other] { $count } warnings
}
notes = { $count ->
    [one] One note
   *[other] { $count } notes
}

households-about = Latest changed first.
households-none = There are no households in your areas yet.

received = Received
submissions-none = There are no such submissions.
held-about = These submissions are safe. Something in them needs an officer before they can change a household; the findings say what.
quarantine-about = These submissions are safe. They were made with a form version that is not published here; as soon as it is, they are judged by themselves.
held-about-one = This submission is safe. Something in it needs an officer before it can change a household; the findings say what.
quarantine-about-one = This submission is safe. It was made with a form version that is not published here; as soon as it is, it is judged by itself.
superseded-about = A later correction by the same enumerator took the place of this submission.
instance = Instance id
replaces = Corrects
device = Device
device-none = Not used yet
fingerprint = Fingerprint (SHA-256)
settle = Try again
settle-about = Judges the submission anew by what the registry knows now.
submission-settled = The submission has been judged again. Its state now is shown above.
submission-waits = The submission still waits: nothing has changed for it.
findings-whole = Findings about the whole
findings-none = Nothing doubtful was noticed.
attachments = Files
kilobytes = { $count } kB
file-missing = Not arrived yet
file-unexpected = Not named in the form
answers = Answers
answers-none = The answers of this submission cannot be shown.
no-answer = No answer

field-start = Started
field-end = Finished
field-today = Day
field-deviceid = Device
field-meta-instanceID = Instance id
field-meta-instanceName = Title
field-meta-deprecatedID = Corrects
field-member-line = Row
field-person-age = Age, worked out
field-summary-heads = Heads of household, counted
field-summary-mothers = Women of 15 to 49 ever married, counted
field-land-land_amount = Land owned, in the unit stated
section-summary = Check of the list of members

as-of = As of
known-on = As known on
dates-about = "As of" is the day for which something is true; "as known on" leaves out what was recorded later.
back-to-today = Back to today
not-current = This is not the present state: it shows the household as of { $as_of }, as it was known on { $known_on }.
not-yet-known = On { $as_of }, as known on { $known_on }, this household was not in the registry. Its first change took effect on { $first }.
merged-into = Since { $on } this household has been part of another:
discrepancies = { $count ->
    [one] One open discrepancy
   *[other] { $count } open discrepancies
}
discrepancy = Marked as doubtful:
discrepancy-number = The file gave the number:
discrepancy-number-about = It belongs to a member of another household, so it stays there and this member was loaded without a number. Find out whose it is: if a digit was misread, correct it; if this is the same person, the two households need an officer.
discrepancy-number-search = Look for the household that has it
summary = Summary
address = Address
surveyed = Surveyed on
sections = Answers of the survey
sections-none = Nothing is known beyond the roster.
timeline = Changes
timeline-about = Latest first, by the day on which they took effect.
recorded = Recorded { $at }
see-as-of = See the household as of this day
see-known-on = See what was known on the day it was recorded
later = Not counted on the dates shown

line = Row
relation = Relation
sex-and-age = Sex, age
marital-status = Marital status
age = { $years ->
    [0] under one year
    [one] one year
   *[other] { $years } years
}
age-unknown = age not known
disabled = Disability
husband = husband
children = { $count ->
    [one] one child
   *[other] { $count } children
}
kin = Family
kin-spouse = Husband or wife
kin-father = Father
kin-mother = Mother
roster-none = Nobody is on the roster.
former-members = Former members

score-scale = from { $minimum } to { $maximum }
score-about = A low score means a poor household.
score-about-high = A high score means a poor household.
score-meter = Score { $score }, cut-off { $cut_off }
score-none = No score: facts are lacking.
score-lacking = These facts are lacking. A missing answer is never counted as zero:
score-not-covered = The scorecard has no points for the answers to these:
cut-off = Cut-off
cut-offs = Cut-offs considered
cut-off-not-for = Not for this household
cut-off-holds = Holds
decision = Decision
reasons = Reasons
filters = Filters
filter = Filter
filter-kind = For
filter-answer = Answer
lacking = Lacking:
policy = Policy
decided = Decided
reference-date = By the facts of
decision-versions = Versions and fingerprints
version-decision = Decision
version-record = Version of the record
version-policy = Policy
version-scorecard = Scorecard
points-title = Points of every answer
points-baseline = Before any answer
points-rounding = Rounding of the lines above
points-end-of-scale = The scale ends here
points-hidden = The points behind a score need a permission that your role does not have.
points-none = No answer could be scored.

tablets-about = Each enumerator has a token of their own. It is kept only as a hash, ends on a day, and belongs to the tablet that first uses it.
tablets-issue = Issue a token
tablets-label = For whom
tablets-label-about = The enumerator's name as staff know it, without a colon.
tablets-kind = For
credential-kind-enumerator = Tablet
credential-kind-api = System
credential-kind-programme = Programme
credential-kind-citizen_registry = Citizen registry
tablets-language = Language of messages
expires = Until
issued = Issued
areas-about = Hold Ctrl to choose several. None means everywhere.
areas-not-yours = these areas are not yours to give
form-refused = Not saved: { $reason }.
revoke = Revoke
revoke-sure = Revoke for good
tablets-revoked = The token has been revoked. Forms that were received stay.
token-expired = Expired
token-revoked = Revoked
tablets-issued = Token for
tablets-once = This is the only moment at which the token can be seen. Scan or copy it now.
tablets-qr = Settings code for ODK Collect
tablets-step-1 = Open ODK Collect on the tablet and choose "Configure with QR code".
tablets-step-2 = Scan this code. The forms come by themselves.
tablets-step-3 = Keep the code secret: whoever has it can send forms in this name.
tablets-api = The system sends this token with every question, in the header "Authorization: Bearer".
token = Token
server = Server address
tablets-back = Done: back to the list

role = Role
users-about = Who may sign in, in which role, in which areas.
users-add = Add a user
users-name-about = 2 to 40 small letters, digits, dots and dashes.
users-password-about = At least 12 characters.
users-language = Language of pages
users-since = Since
users-change = Change
users-password = New password
users-enable = Allow to sign in
users-disable = Stop
user-enabled = May sign in
user-disabled = Stopped
users-exists = that user name is taken
users-done-added = The user has been added.
users-done-password = The password has been changed. Open sessions have ended.
users-done-enabled = The user may sign in again.
users-done-disabled = The user can no longer sign in. Open sessions have ended.

forms-about = Every version ever published is accepted for ever; the current one is given out to tablets.
forms-none = No form is published yet.
published = Published
download = Download
form-current = Current
form-open = Open
form-closed = Closed
form-close = Close
form-reopen = Open

audit-about = Who read or wrote what about whom, newest first. Reading this log is recorded as well.
audit-none = There are no such entries.
position = Number
at = When
actor = Who
action = What
subject = About
result = Result

surveys = Surveys
survey-day = Day of the survey
survey-source = How it came
survey-corrects = Correction
survey-corrected = Corrected later
survey-undecided = No decision was taken on it.

compare = Two surveys side by side
compare-latest = Set two surveys side by side
compare-survey = The surveys
compare-older = Older survey
compare-newer = Newer survey
compare-about = Each survey is shown as it was found, without what has changed since.
compare-one-survey = This household has one survey so far: there is nothing to set beside it.
compare-changed = Changed
compare-changes = { $count ->
    [one] one answer changed
   *[other] { $count } answers changed
}
compare-tally-changed = { $count ->
    [0] No answer changed
    [one] One answer changed
   *[other] { $count } answers changed
}
compare-same = { $count ->
    [0] No answer the same in both
    [one] One answer the same in both
   *[other] { $count } answers the same in both
}
compare-single = { $count ->
    [0] None in one survey only
    [one] One answer in one survey only
   *[other] { $count } answers in one survey only
}
compare-from = From
compare-from-roster = the list of members
compare-roster = On both lists: { $stayed }. Joined: { $joined }. Left: { $left }.
compare-stayed = Stayed
compare-joined = Joined
compare-left = Left
compare-newly-listed = First listed in the newer survey
compare-card = What the 2010-11 card asked
compare-card-about = The card asked some things together that later questionnaires ask one by one. Beside its answers stands what follows from the other survey by the rules that scores use.
compare-card-single = Known in one survey only

loads-about = Files of many households that were collected elsewhere, newest first.
loads-none = No file has been loaded yet.
load = Load
load-batch = Load
load-source = Collected by
load-started = Started
load-ended = Ended
load-running = Not finished
load-finished = Finished
load-running-about = This load has not ended. What is counted here is in the registry; the last of it was written on { $changed }. If nobody is running it now, start it again with the same file and it goes on from here.
load-figures = What became of the households
load-read = Read
load-registered = Registered
load-joined = Joined a known household
load-rejected = Rejected
load-with-findings = With findings
load-findings-of = Registered or joined with findings: { $count }.
load-persons-rejected = Persons whose household is not in the file: { $count }.
load-rejects-about = The file of rejects, beside the loaded file, has each rejected row with its code and reason.
load-bar = Of { $read } households read, { $registered } were registered, { $joined } joined a known household and { $rejected } were rejected.
load-file = Fingerprint of the files (SHA-256)
load-mapping = Fingerprint of the mapping (SHA-256)
load-codes = What was noticed
load-rejected-why = Why rows were rejected
load-what = What
load-code = Code
load-times = Times
load-rows = Households with findings
load-row = Row of the file
load-key = Key in the source
