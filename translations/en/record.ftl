# Words for what the record, the decision and the logs hold.

yes = Yes
no = No
comma = ,{" "}
everywhere = Everywhere
unknown = Not known
none = None

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

section-interview = The interview
section-location = Where the household lives
section-dwelling = The dwelling
section-utilities = Connections and bills
section-assets = Goods in working order
section-land = Agricultural land
section-livestock = Animals
section-support = Support in the last twelve months
section-institutions = Contact with institutions
section-paper_card = Paper card of 2010-11
section-person = Person
section-education = Schooling
section-work = Work
section-disability = Disability
section-health = Health
section-birth = Birth
section-births = Births of the last five years
section-roster = Members of the household
section-member = Member
section-household = Household
section-update = The event
section-meta = About this form

field-interview-latitude = Latitude, degrees
field-interview-longitude = Longitude, degrees
field-interview-accuracy_metres = Accuracy of the position, metres
field-land-land_owned_acres = Owned, acres

state-accepted = Accepted
state-held = Held
state-quarantined = Quarantined
state-superseded = Superseded
state-refused = Refused

outcome-eligible = Eligible
outcome-above_cutoff = Above the cut-off
outcome-above_cutoff_vulnerable = Above the cut-off, vulnerable
outcome-excluded = Excluded
outcome-undetermined = Undetermined
outcome-undecided = No decision

outcome-eligible-about = At or below the cut-off, and no exclusion filter hits.
outcome-above_cutoff-about = The score is above the cut-off.
outcome-above_cutoff_vulnerable-about = The score is above the cut-off, and a vulnerability filter hits: the household may come in when an appeal cut-off is opened.
outcome-excluded-about = An exclusion filter hits, whatever the score.
outcome-undetermined-about = Facts are lacking that could change the answer.
outcome-undecided-about = No decision has been taken on this household.

reason-score_within_cut_off = The score is { $score }: at or below the cut-off of { $cut_off_score } ({ $cut_off }).
reason-score_above_cut_off = The score is { $score }: above the cut-off of { $cut_off_score } ({ $cut_off }).
reason-cut_off_unknown = Whether the cut-off of { $cut_off_score } ({ $cut_off }) holds is not known. Lacking: { $facts }.
reason-score_lacks_facts = There is no score, because facts are lacking: { $facts }.
reason-score_not_covered = There is no score, because the scorecard has no points for the answer to: { $facts }.
reason-exclusion_hit = Excluded: { $filter }.
reason-exclusion_unknown = Exclusion not known: { $filter }. Lacking: { $facts }.
reason-vulnerability_hit = Vulnerable: { $filter }.
reason-vulnerability_unknown = Vulnerability not known: { $filter }. Lacking: { $facts }.
reason-points_not_official = The points are not those of an official scorecard ({ $points }).

points-published = Published points
points-illustrative = Illustrative points
points-estimated = Estimated points
points-published-about = The points are those published by the scorecard's authors.
points-illustrative-about = The points were invented to show and test the program. They are not those of the real card and must not be used to decide about anybody.
points-estimated-about = The points were estimated by this project from a survey and have not been adopted by anybody.

filter-exclusion = Exclusion
filter-vulnerability = Vulnerability
answer-hit = Hit
answer-clear = Clear
answer-unknown = Not known
answer-open = Holds if none above does

change-register = Registered
change-earlier_survey = Earlier survey added
change-resurvey = Surveyed again
change-correct = Survey corrected
change-amend_section = Section changed
change-add_member = Member joined
change-amend_member = Member changed
change-remove_member = Member left
change-found_elsewhere = Found in another household by a later survey
change-link_identity = Number of a member
change-change_head = New head of household
change-split = Part of the household left
change-merge = Merged into another household
change-absorb = Members of another household came in
change-move = Moved
change-mark_discrepancy = Marked as doubtful
change-resolve_discrepancy = Doubt resolved

arrival-birth = Born
arrival-marriage = Married into the household
arrival-return = Came back
arrival-omission = Had been left out

departure-death = Died
departure-marriage = Married into another household
departure-departure = Moved away
departure-split = Left with a part of the household
departure-merge = Went into another household
departure-not_listed = Not on the roster of a later survey
departure-mistake = Had been listed by mistake

channel-tablet = Tablet
channel-desk = Desk
channel-van = Van
channel-app = App
channel-file = File
channel-citizen_registry = Citizen registry
channel-programme = Programme

update-type-first_survey = First survey
update-type-correction = Correction
update-type-missed_information = Missed information
update-type-appeal_cutoff = Appeal cut-off
update-type-roster = Roster
update-type-shock = Shock response
update-type-cyclic = Cyclic
update-type-recertification = Recertification
update-type-renewal = Registry update

evidence-submission = Form
evidence-file = File { $hash }
evidence-file-row = Row { $row } of file { $hash }

role-administrator = Administrator
role-registry_officer = Registry officer
role-field_officer = Field officer
role-reviewer = Reviewer
role-enumerator = Enumerator
role-system = System
role-citizen_registry = Citizen registry

role-administrator-about = Runs the registry: users, tablets, forms. Sees no points.
role-registry_officer-about = Headquarters: records, submissions and scores with points.
role-field_officer-about = Records and submissions of the areas given.
role-reviewer-about = Sees records, submissions and the audit log; changes nothing.

kind-cnic = CNIC
kind-b_form = B-form
kind-none = No number

level-province = Provinces
level-division = Divisions
level-district = Districts
level-tehsil = Tehsils
level-union_council = Union councils
level-block = Blocks

action-read_household = Read a household
action-read_decision = Read a decision
action-read_standing = Asked where a household stands
action-search_households = Searched households
action-list_households = Listed households
action-read_submission = Read a submission
action-list_submissions = Listed submissions
action-read_attachment = Read an attachment
action-submit = Sent a form
action-settle_submission = Tried a submission again
action-sign_in = Signed in
action-sign_out = Signed out
action-issue_credential = Issued or listed tokens
action-revoke_credential = Revoked a token
action-change_user = Changed or listed users
action-publish_form = Changed a form
action-change_areas = Changed areas
action-read_audit = Read the audit log
action-load_households = Loaded a file
action-read_loads = Looked at loads

audit-done = Done
audit-not_found = Nothing there
audit-refused = Refused
