# ریکارڈ، فیصلے اور رجسٹروں میں درج چیزوں کے نام۔

yes = ہاں
no = نہیں
comma = ،{" "}
everywhere = ہر جگہ
unknown = معلوم نہیں
none = کوئی نہیں

month-1 = جنوری
month-2 = فروری
month-3 = مارچ
month-4 = اپریل
month-5 = مئی
month-6 = جون
month-7 = جولائی
month-8 = اگست
month-9 = ستمبر
month-10 = اکتوبر
month-11 = نومبر
month-12 = دسمبر

section-interview = انٹرویو
section-location = گھرانے کی جگہ
section-dwelling = رہائش
section-utilities = کنکشن اور بل
section-assets = چالو حالت میں سامان
section-land = زرعی زمین
section-livestock = مال مویشی
section-support = پچھلے بارہ مہینوں کی امداد
section-institutions = اداروں سے واسطہ
section-paper_card = 2010-11 کا کاغذی کارڈ
section-person = فرد
section-education = تعلیم
section-work = روزگار
section-disability = معذوری
section-health = صحت
section-birth = پیدائش
section-births = پچھلے پانچ سال کی پیدائشیں
section-roster = گھرانے کے افراد
section-member = فرد
section-household = گھرانہ
section-update = واقعہ
section-meta = اس فارم کے بارے میں

field-interview-latitude = عرض بلد، درجے
field-interview-longitude = طول بلد، درجے
field-interview-accuracy_metres = مقام کی درستی، میٹر
field-land-land_owned_acres = اپنی زمین، ایکڑ

state-accepted = درج شدہ
state-held = زیرِ غور
state-quarantined = الگ رکھا گیا
state-superseded = تصحیح شدہ
state-refused = نامنظور

outcome-eligible = اہل
outcome-above_cutoff = حد سے اوپر
outcome-above_cutoff_vulnerable = حد سے اوپر، کمزور حال
outcome-excluded = خارج
outcome-undetermined = غیر متعین
outcome-undecided = کوئی فیصلہ نہیں

outcome-eligible-about = سکور حد پر یا اس سے کم ہے، اور اخراج کی کوئی شرط لاگو نہیں۔
outcome-above_cutoff-about = سکور حد سے اوپر ہے۔
outcome-above_cutoff_vulnerable-about = سکور حد سے اوپر ہے اور کمزور حالی کی ایک شرط لاگو ہے: اپیل کی حد کھلنے پر گھرانہ شامل ہو سکتا ہے۔
outcome-excluded-about = سکور جو بھی ہو، اخراج کی ایک شرط لاگو ہے۔
outcome-undetermined-about = ایسے حقائق موجود نہیں جن سے جواب بدل سکتا ہے۔
outcome-undecided-about = اس گھرانے پر کوئی فیصلہ نہیں ہوا۔

reason-score_within_cut_off = سکور { $score } ہے: { $cut_off_score } کی حد ({ $cut_off }) پر یا اس سے کم۔
reason-score_above_cut_off = سکور { $score } ہے: { $cut_off_score } کی حد ({ $cut_off }) سے اوپر۔
reason-cut_off_unknown = معلوم نہیں کہ { $cut_off_score } کی حد ({ $cut_off }) لاگو ہے یا نہیں۔ جو معلوم نہیں: { $facts }۔
reason-score_lacks_facts = سکور نہیں بن سکا کیونکہ یہ حقائق معلوم نہیں: { $facts }۔
reason-score_not_covered = سکور نہیں بن سکا کیونکہ سکور کارڈ میں ان کے جواب کے نمبر نہیں: { $facts }۔
reason-exclusion_hit = خارج: { $filter }۔
reason-exclusion_unknown = اخراج معلوم نہیں: { $filter }۔ جو معلوم نہیں: { $facts }۔
reason-vulnerability_hit = کمزور حال: { $filter }۔
reason-vulnerability_unknown = کمزور حالی معلوم نہیں: { $filter }۔ جو معلوم نہیں: { $facts }۔
reason-points_not_official = یہ نمبر کسی سرکاری سکور کارڈ کے نہیں ({ $points })۔

points-published = شائع شدہ نمبر
points-illustrative = فرضی نمبر
points-estimated = تخمینی نمبر
points-published-about = یہ نمبر وہی ہیں جو سکور کارڈ بنانے والوں نے شائع کیے۔
points-illustrative-about = یہ نمبر پروگرام دکھانے اور جانچنے کے لیے فرض کیے گئے ہیں۔ یہ اصل کارڈ کے نمبر نہیں اور ان سے کسی کے بارے میں فیصلہ نہیں ہونا چاہیے۔
points-estimated-about = یہ نمبر اس منصوبے نے ایک سروے سے اخذ کیے ہیں اور کسی نے انہیں اختیار نہیں کیا۔

filter-exclusion = اخراج
filter-vulnerability = کمزور حالی
answer-hit = لاگو
answer-clear = لاگو نہیں
answer-unknown = معلوم نہیں
answer-open = لاگو ہے اگر اوپر کی کوئی حد لاگو نہ ہو

change-register = اندراج
change-earlier_survey = پہلے کا سروے شامل کیا گیا
change-resurvey = دوبارہ سروے
change-correct = سروے کی تصحیح
change-amend_section = حصے میں تبدیلی
change-add_member = نیا فرد شامل
change-amend_member = فرد کی معلومات میں تبدیلی
change-remove_member = فرد نکل گیا
change-found_elsewhere = بعد کے سروے میں دوسرے گھرانے میں پایا گیا
change-link_identity = فرد کا نمبر
change-change_head = نیا سربراہِ خانہ
change-split = گھرانے کا ایک حصہ الگ
change-merge = دوسرے گھرانے میں ضم
change-absorb = دوسرے گھرانے کے افراد شامل
change-move = نقل مکانی
change-mark_discrepancy = مشکوک قرار دیا گیا
change-resolve_discrepancy = شک دور ہوا

arrival-birth = پیدائش
arrival-marriage = شادی ہو کر آمد
arrival-return = واپسی
arrival-omission = پہلے رہ گیا تھا

departure-death = وفات
departure-marriage = شادی ہو کر دوسرے گھرانے میں
departure-departure = نقل مکانی
departure-split = گھرانے کے ایک حصے کے ساتھ
departure-merge = دوسرے گھرانے میں
departure-not_listed = بعد کے سروے کی فہرست میں نہیں
departure-mistake = غلطی سے درج تھا

channel-tablet = ٹیبلٹ
channel-desk = ڈیسک
channel-van = وین
channel-app = ایپ
channel-file = فائل
channel-citizen_registry = شہری رجسٹری
channel-programme = پروگرام

update-type-first_survey = پہلا سروے
update-type-correction = تصحیح
update-type-missed_information = رہ جانے والی معلومات
update-type-appeal_cutoff = اپیل کی حد
update-type-roster = افراد کی فہرست
update-type-shock = ہنگامی صورتحال
update-type-cyclic = معمول کا دور
update-type-recertification = دوبارہ تصدیق
update-type-renewal = رجسٹری کی تجدید

evidence-submission = فارم
evidence-file = فائل { $hash }
evidence-file-row = فائل { $hash } کی سطر { $row }

role-administrator = منتظم
role-registry_officer = رجسٹری افسر
role-field_officer = فیلڈ افسر
role-reviewer = جائزہ کار
role-enumerator = شمار کنندہ
role-system = نظام
role-citizen_registry = شناختی رجسٹری

role-administrator-about = رجسٹری چلاتا ہے: صارفین، ٹیبلٹ، فارم۔ نمبر نہیں دیکھتا۔
role-registry_officer-about = صدر دفتر: ریکارڈ، موصولہ فارم اور نمبروں سمیت سکور۔
role-field_officer-about = دیے گئے علاقوں کے ریکارڈ اور موصولہ فارم۔
role-reviewer-about = ریکارڈ، موصولہ فارم اور آڈٹ لاگ دیکھتا ہے؛ کچھ نہیں بدلتا۔

kind-cnic = شناختی کارڈ
kind-b_form = ب فارم
kind-none = کوئی نمبر نہیں

level-province = صوبے
level-division = ڈویژن
level-district = اضلاع
level-tehsil = تحصیلیں
level-union_council = یونین کونسلیں
level-block = بلاک

action-read_household = گھرانہ دیکھا
action-read_decision = فیصلہ دیکھا
action-read_standing = گھرانے کی حیثیت پوچھی
action-search_households = گھرانے تلاش کیے
action-list_households = گھرانوں کی فہرست دیکھی
action-read_submission = موصولہ فارم دیکھا
action-list_submissions = موصولہ فارموں کی فہرست دیکھی
action-read_attachment = منسلک فائل دیکھی
action-submit = فارم بھیجا
action-settle_submission = موصولہ فارم پر دوبارہ کوشش کی
action-sign_in = سائن اِن کیا
action-sign_out = سائن آؤٹ کیا
action-issue_credential = ٹوکن جاری کیا یا فہرست دیکھی
action-revoke_credential = ٹوکن منسوخ کیا
action-change_user = صارف بدلا یا فہرست دیکھی
action-publish_form = فارم بدلا
action-change_areas = علاقے تبدیل کیے
action-read_audit = آڈٹ لاگ دیکھا
action-load_households = فائل کا اندراج کیا
action-read_loads = فائلوں کے اندراج دیکھے

audit-done = مکمل
audit-not_found = کچھ نہیں ملا
audit-refused = انکار
