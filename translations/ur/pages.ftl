# عملے کے صفحات۔

skip = سیدھے مواد پر جائیں
demonstration = نمونہ: اس رجسٹری کے تمام افراد، نمبر اور مقامات فرضی ہیں۔
clock-today = آج ہے
clock-month = ایک ماہ آگے
clock-half-year = چھ ماہ آگے
clock-year = ایک سال آگے
navigation = اہم صفحات
footer = گھرانے کا ہر معائنہ آڈٹ لاگ میں درج ہوتا ہے۔
home = سرورق
households = گھرانے
household = گھرانہ
submissions = موصولہ فارم
quarantine = الگ رکھے گئے
loads = فائلوں کا اندراج
tablets = ٹیبلٹ
forms = فارم
users = صارفین
audit = آڈٹ لاگ

search = تلاش
search-label = رجسٹری نمبر، شناختی کارڈ یا نام سے تلاش
search-placeholder = رجسٹری نمبر، شناختی کارڈ یا نام
search-results = تلاش کے نتائج
search-for = برائے
search-none = آپ کے علاقوں میں ایسا کوئی گھرانہ نہیں ملا۔
search-digits = رجسٹری نمبر میں 10 ہندسے ہوتے ہیں، شناختی کارڈ یا ب فارم نمبر میں 13۔ براہِ کرم دوبارہ گنیں۔
search-check-digit = یہ رجسٹری نمبر درست نہیں ہو سکتا: کوئی ہندسہ غلط پڑھا گیا یا دو ہندسے آپس میں بدل گئے۔ براہِ کرم دوبارہ پڑھیں۔

sign-in = سائن اِن
sign-in-about = رجسٹری کے عملے کے لیے۔
sign-in-wrong = صارف کا نام یا پاس ورڈ غلط ہے۔
sign-in-wait = { $seconds ->
    [one] بہت زیادہ کوششیں ہوئیں۔ براہِ کرم ایک سیکنڈ انتظار کریں۔
   *[other] بہت زیادہ کوششیں ہوئیں۔ براہِ کرم { $seconds } سیکنڈ انتظار کریں۔
}
sign-out = سائن آؤٹ
username = صارف کا نام
password = پاس ورڈ

fault-not_found = نہیں ملا
fault-not_found-about = ایسا کوئی صفحہ نہیں، یا یہ آپ کے علاقوں سے باہر ہے۔
fault-not_allowed = اجازت نہیں
fault-not_allowed-about = آپ کے عہدے کو اس کی اجازت نہیں۔ کام کے لیے ضروری ہو تو منتظم سے بات کریں۔
fault-forged = براہِ کرم دوبارہ کوشش کریں
fault-forged-about = صفحہ بہت دیر سے کھلا تھا، یا فارم اس رجسٹری سے نہیں آیا۔ کچھ نہیں بدلا۔ واپس جا کر صفحہ دوبارہ کھولیں اور کوشش کریں۔
fault-unreadable = سمجھ نہیں آیا
fault-unreadable-about = رجسٹری اس پتے یا فارم کو نہیں سمجھ سکی۔ کچھ نہیں بدلا۔
fault-method = ممکن نہیں
fault-method-about = یہ صفحہ ایسی درخواست نہیں لیتا۔ کچھ نہیں بدلا۔
fault-busy = کسی اور نے بدل دیا
fault-busy-about = اسی لمحے کسی اور نے یہی چیز بدل دی۔ دوبارہ دیکھیں اور اب بھی ضروری ہو تو دہرائیں۔
fault-internal = یہاں کچھ خرابی ہو گئی
fault-internal-about = رجسٹری یہ صفحہ نہیں دکھا سکی۔ خرابی درج کر لی گئی ہے۔ براہِ کرم چند منٹ بعد دوبارہ کوشش کریں۔
fault-code = کوڈ:
to-home = سرورق پر جائیں

home-title = جائزہ
home-waits = کیا منتظر ہے
home-held = { $count ->
    [one] ایک موصولہ فارم افسر کا منتظر ہے
   *[other] { $count } موصولہ فارم افسر کے منتظر ہیں
}
home-quarantined = { $count ->
    [one] ایک موصولہ فارم اپنے نسخے کا منتظر ہے
   *[other] { $count } موصولہ فارم اپنے نسخے کے منتظر ہیں
}
home-nothing-waits = کچھ بھی منتظر نہیں۔
home-outcomes = فیصلے
home-no-outcomes = ابھی کوئی گھرانہ نہیں۔
home-recent = تازہ ترین موصولہ فارم
home-all-submissions = تمام موصولہ فارم
submissions-accepted = درج شدہ فارم
submissions-held = زیرِ غور فارم
submissions-quarantined = الگ رکھے گئے فارم
submissions-superseded = تصحیح شدہ فارم
submissions-refused = نامنظور فارم

all = تمام
show = دکھائیں
save = محفوظ کریں
next = اگلا
previous = پچھلا
pages = صفحات
page-number = صفحہ { $page }
question = سوال
answer = جواب
name = نام
place = جگہ
area = علاقہ
areas = علاقے
state = حالت
version = نسخہ
form = فارم
findings = مشاہدات
points = نمبر
score = سکور
head = سربراہِ خانہ
members = افراد
families = خاندان
family = خاندان
outcome = فیصلہ
changed = آخری تبدیلی
merged = ضم شدہ
registry-number = رجسٹری نمبر
citizen-number = شناختی کارڈ یا ب فارم
no-name = نام معلوم نہیں
errors = { $count ->
    [one] ایک غلطی
   *[other] { $count } غلطیاں
}
warnings = { $count ->
    [one] ایک تنبیہ
   *[other] { $count } تنبیہات
}
notes = { $count ->
    [one] ایک نوٹ
   *[other] { $count } نوٹ
}

households-about = تازہ ترین تبدیلی پہلے۔
households-none = آپ کے علاقوں میں ابھی کوئی گھرانہ نہیں۔

received = موصول
submissions-none = ایسا کوئی موصولہ فارم نہیں۔
held-about = یہ فارم محفوظ ہیں۔ گھرانے کے ریکارڈ میں آنے سے پہلے ان میں کسی چیز کو افسر کی ضرورت ہے؛ مشاہدات بتاتے ہیں کہ کیا۔
quarantine-about = یہ فارم محفوظ ہیں۔ یہ ایسے نسخے پر بھرے گئے جو یہاں شائع نہیں؛ شائع ہوتے ہی یہ خود بخود پرکھے جائیں گے۔
held-about-one = یہ فارم محفوظ ہے۔ گھرانے کے ریکارڈ میں آنے سے پہلے اس میں کسی چیز کو افسر کی ضرورت ہے؛ مشاہدات بتاتے ہیں کہ کیا۔
quarantine-about-one = یہ فارم محفوظ ہے۔ یہ ایسے نسخے پر بھرا گیا جو یہاں شائع نہیں؛ شائع ہوتے ہی یہ خود بخود پرکھا جائے گا۔
superseded-about = اسی شمار کنندہ کی بعد کی تصحیح نے اس فارم کی جگہ لے لی۔
instance = فارم کی شناخت
replaces = جس کی تصحیح ہے
device = آلہ
device-none = ابھی استعمال نہیں ہوا
fingerprint = نشان (SHA-256)
settle = دوبارہ کوشش کریں
settle-about = رجسٹری کی موجودہ معلومات کے مطابق فارم کو نئے سرے سے پرکھتا ہے۔
submission-settled = فارم دوبارہ پرکھا گیا۔ اس کی موجودہ حالت اوپر ہے۔
submission-waits = فارم اب بھی منتظر ہے: اس کے لیے کچھ نہیں بدلا۔
findings-whole = پورے فارم کے بارے میں مشاہدات
findings-none = کوئی مشکوک بات نظر نہیں آئی۔
attachments = فائلیں
kilobytes = { $count } کے بی
file-missing = ابھی نہیں پہنچی
file-unexpected = فارم میں ذکر نہیں
answers = جوابات
answers-none = اس فارم کے جوابات نہیں دکھائے جا سکتے۔
no-answer = جواب نہیں

field-start = آغاز
field-end = اختتام
field-today = دن
field-deviceid = آلہ
field-meta-instanceID = فارم کی شناخت
field-meta-instanceName = عنوان
field-meta-deprecatedID = جس کی تصحیح ہے
field-member-line = سطر
field-person-age = عمر، حساب سے
field-summary-heads = سربراہ، گنتی
field-summary-mothers = 15 سے 49 سال کی شادی شدہ خواتین، گنتی
field-land-land_amount = اپنی زمین، بتائے گئے پیمانے میں
section-summary = افراد کی فہرست کی جانچ

as-of = کس تاریخ کی حالت
known-on = کس تاریخ تک کی معلومات
dates-about = پہلی تاریخ وہ دن ہے جس کی حالت دیکھنی ہے؛ دوسری تاریخ کے بعد درج ہونے والی باتیں شامل نہیں ہوتیں۔
back-to-today = آج پر واپس
not-current = یہ موجودہ حالت نہیں: یہ گھرانہ { $as_of } کی حالت میں ہے، جیسا { $known_on } کو معلوم تھا۔
not-yet-known = { $as_of } کو، { $known_on } تک کی معلومات کے مطابق، یہ گھرانہ رجسٹری میں نہیں تھا۔ اس کی پہلی تبدیلی { $first } سے لاگو ہوئی۔
merged-into = { $on } سے یہ گھرانہ ایک دوسرے گھرانے کا حصہ ہے:
discrepancies = { $count ->
    [one] ایک کھلا تضاد
   *[other] { $count } کھلے تضاد
}
discrepancy = مشکوک قرار دیا گیا:
discrepancy-number = فائل میں دیا گیا نمبر:
discrepancy-number-about = یہ کسی اور گھرانے کے فرد کا ہے، اس لیے وہیں رہے گا اور یہ فرد بغیر نمبر کے درج ہوا۔ معلوم کریں کہ نمبر کس کا ہے: اگر کوئی ہندسہ غلط پڑھا گیا تو درست کریں؛ اگر یہ وہی شخص ہے تو دونوں گھرانے افسر دیکھے گا۔
discrepancy-number-search = جس گھرانے کے پاس یہ نمبر ہے اسے تلاش کریں
summary = خلاصہ
address = پتہ
surveyed = سروے کی تاریخ
sections = سروے کے جوابات
sections-none = افراد کی فہرست کے علاوہ کچھ معلوم نہیں۔
timeline = تبدیلیاں
timeline-about = لاگو ہونے کے دن کے حساب سے، تازہ ترین پہلے۔
recorded = اندراج { $at }
see-as-of = اس دن کی حالت دیکھیں
see-known-on = اندراج کے دن کی معلومات دیکھیں
later = دکھائی گئی تاریخوں میں شامل نہیں

line = سطر
relation = رشتہ
sex-and-age = جنس، عمر
marital-status = ازدواجی حیثیت
age = { $years ->
    [0] ایک سال سے کم
    [one] ایک سال
   *[other] { $years } سال
}
age-unknown = عمر معلوم نہیں
disabled = معذوری
husband = شوہر
children = { $count ->
    [one] ایک بچہ
   *[other] { $count } بچے
}
kin = رشتے
kin-spouse = شوہر یا بیوی
kin-father = والد
kin-mother = والدہ
roster-none = فہرست میں کوئی فرد نہیں۔
former-members = سابق افراد

score-scale = { $minimum } سے { $maximum } تک
score-about = کم سکور کا مطلب غریب گھرانہ ہے۔
score-about-high = زیادہ سکور کا مطلب غریب گھرانہ ہے۔
score-meter = سکور { $score }، حد { $cut_off }
score-none = سکور نہیں: کچھ حقائق معلوم نہیں۔
score-lacking = یہ حقائق معلوم نہیں۔ جو جواب موجود نہ ہو وہ کبھی صفر نہیں گنا جاتا:
score-not-covered = سکور کارڈ میں ان کے جوابات کے نمبر نہیں:
cut-off = حد
cut-offs = زیرِ غور حدیں
cut-off-not-for = اس گھرانے کے لیے نہیں
cut-off-holds = لاگو
decision = فیصلہ
reasons = وجوہات
filters = شرائط
filter = شرط
filter-kind = برائے
filter-answer = جواب
lacking = جو معلوم نہیں:
policy = پالیسی
decided = فیصلے کا وقت
reference-date = حقائق کس دن کے ہیں
decision-versions = نسخے اور نشانات
version-decision = فیصلہ
version-record = ریکارڈ کا نسخہ
version-policy = پالیسی
version-scorecard = سکور کارڈ
points-title = ہر جواب کے نمبر
points-baseline = کسی بھی جواب سے پہلے
points-rounding = اوپر کی سطروں کو گول کرنے کا فرق
points-end-of-scale = پیمانہ یہاں ختم ہوتا ہے
points-hidden = سکور کے نمبر دیکھنے کی اجازت آپ کے عہدے کو نہیں۔
points-none = کسی جواب کے نمبر نہیں بن سکے۔

tablets-about = ہر شمار کنندہ کا اپنا ٹوکن ہے۔ یہ صرف ہیش کی صورت میں محفوظ ہے، مقررہ دن ختم ہوتا ہے، اور اسی ٹیبلٹ کا ہے جو اسے پہلے استعمال کرے۔
tablets-issue = ٹوکن جاری کریں
tablets-label = کس کے لیے
tablets-label-about = شمار کنندہ کا نام جیسا عملہ جانتا ہے، کولن (:) کے بغیر۔
tablets-kind = برائے
credential-kind-enumerator = ٹیبلٹ
credential-kind-api = نظام
credential-kind-programme = پروگرام
credential-kind-citizen_registry = شناختی رجسٹری
tablets-language = پیغامات کی زبان
expires = آخری دن
issued = جاری
areas-about = ایک سے زیادہ چننے کے لیے Ctrl دبائے رکھیں۔ کچھ نہ چنیں تو ہر جگہ۔
areas-not-yours = یہ علاقے دینا آپ کے اختیار میں نہیں
form-refused = محفوظ نہیں ہوا: { $reason }۔
revoke = منسوخ کریں
revoke-sure = ہمیشہ کے لیے منسوخ کریں
tablets-revoked = ٹوکن منسوخ ہو گیا۔ موصول ہو چکے فارم برقرار ہیں۔
token-expired = مدت ختم
token-revoked = منسوخ
tablets-issued = ٹوکن برائے
tablets-once = ٹوکن صرف اسی وقت دیکھا جا سکتا ہے۔ ابھی سکین یا نقل کر لیں۔
tablets-qr = ODK Collect کا سیٹنگز کوڈ
tablets-step-1 = ٹیبلٹ پر ODK Collect کھولیں اور "Configure with QR code" چنیں۔
tablets-step-2 = یہ کوڈ سکین کریں۔ فارم خود آ جائیں گے۔
tablets-step-3 = کوڈ خفیہ رکھیں: جس کے پاس یہ ہو وہ اس نام سے فارم بھیج سکتا ہے۔
tablets-api = نظام ہر سوال کے ساتھ یہ ٹوکن "Authorization: Bearer" ہیڈر میں بھیجتا ہے۔
token = ٹوکن
server = سرور کا پتہ
tablets-back = مکمل: فہرست پر واپس

role = عہدہ
users-about = کون سائن اِن کر سکتا ہے، کس عہدے میں، کن علاقوں میں۔
users-add = صارف شامل کریں
users-name-about = 2 سے 40 چھوٹے انگریزی حروف، ہندسے، نقطے اور ڈیش۔
users-password-about = کم از کم 12 حروف۔
users-language = صفحات کی زبان
users-since = کب سے
users-change = تبدیلی
users-password = نیا پاس ورڈ
users-enable = سائن اِن کی اجازت دیں
users-disable = روک دیں
user-enabled = سائن اِن کر سکتا ہے
user-disabled = روک دیا گیا
users-exists = یہ نام پہلے سے موجود ہے
users-done-added = صارف شامل ہو گیا۔
users-done-password = پاس ورڈ بدل گیا۔ کھلے سیشن ختم ہو گئے۔
users-done-enabled = صارف دوبارہ سائن اِن کر سکتا ہے۔
users-done-disabled = صارف اب سائن اِن نہیں کر سکتا۔ کھلے سیشن ختم ہو گئے۔

forms-about = شائع شدہ ہر نسخہ ہمیشہ قبول ہوتا ہے؛ ٹیبلٹ کو موجودہ نسخہ دیا جاتا ہے۔
forms-none = ابھی کوئی فارم شائع نہیں ہوا۔
published = شائع
download = ڈاؤن لوڈ
form-current = موجودہ
form-open = کھلا
form-closed = بند
form-close = بند کریں
form-reopen = کھولیں

audit-about = کس نے کس کے بارے میں کیا دیکھا یا لکھا، تازہ ترین پہلے۔ اس لاگ کو پڑھنا بھی درج ہوتا ہے۔
audit-none = ایسا کوئی اندراج نہیں۔
position = نمبر شمار
at = کب
actor = کون
action = کیا
subject = بابت
result = نتیجہ

surveys = سروے
survey-day = سروے کا دن
survey-source = کیسے آیا
survey-corrects = تصحیح
survey-corrected = بعد میں تصحیح ہوئی
survey-undecided = اس پر کوئی فیصلہ نہیں ہوا۔

compare = دو سروے ساتھ ساتھ
compare-latest = دو سروے ساتھ ساتھ دیکھیں
compare-survey = دونوں سروے
compare-older = پرانا سروے
compare-newer = نیا سروے
compare-about = ہر سروے ویسا ہی دکھایا گیا ہے جیسا درج ہوا تھا، بعد کی تبدیلیوں کے بغیر۔
compare-one-survey = اس گھرانے کا ابھی ایک ہی سروے ہے: موازنے کے لیے کچھ نہیں۔
compare-changed = بدل گیا
compare-changes = { $count ->
    [one] ایک جواب بدلا
   *[other] { $count } جواب بدلے
}
compare-tally-changed = { $count ->
    [0] کوئی جواب نہیں بدلا
    [one] ایک جواب بدلا
   *[other] { $count } جواب بدلے
}
compare-same = { $count ->
    [0] کوئی جواب دونوں میں یکساں نہیں
    [one] ایک جواب دونوں میں یکساں
   *[other] { $count } جواب دونوں میں یکساں
}
compare-single = { $count ->
    [0] کوئی جواب صرف ایک سروے میں نہیں
    [one] ایک جواب صرف ایک سروے میں
   *[other] { $count } جواب صرف ایک سروے میں
}
compare-from = ماخذ:
compare-from-roster = افرادِ خانہ کی فہرست
compare-roster = دونوں فہرستوں میں: { $stayed }۔ شامل ہوئے: { $joined }۔ چلے گئے: { $left }۔
compare-stayed = موجود رہے
compare-joined = شامل ہوئے
compare-left = چلے گئے
compare-newly-listed = نئے سروے کی فہرست میں پہلی بار
compare-card = 2010-11 کے کارڈ کے سوالات
compare-card-about = کارڈ میں کچھ چیزیں ایک ہی سوال میں پوچھی گئیں جو بعد کے فارموں میں الگ الگ پوچھی جاتی ہیں۔ کارڈ کے جواب کے ساتھ وہ جواب ہے جو دوسرے سروے سے انہی قواعد کے تحت نکلتا ہے جن سے سکور بنتا ہے۔
compare-card-single = صرف ایک سروے سے معلوم

loads-about = کہیں اور جمع کیے گئے بہت سے گھرانوں کی فائلیں، تازہ ترین پہلے۔
loads-none = ابھی کسی فائل کا اندراج نہیں ہوا۔
load = اندراج
load-batch = اندراج
load-source = جمع کرنے والا
load-started = آغاز
load-ended = اختتام
load-running = نامکمل
load-finished = مکمل
load-running-about = یہ اندراج ختم نہیں ہوا۔ جو یہاں گنا گیا ہے وہ رجسٹری میں ہے؛ آخری حصہ { $changed } کو لکھا گیا۔ اگر اسے ابھی کوئی نہیں چلا رہا تو اسی فائل سے دوبارہ شروع کریں، یہ یہیں سے آگے چلے گا۔
load-figures = گھرانوں کا کیا ہوا
load-read = پڑھے گئے
load-registered = نئے درج ہوئے
load-joined = موجود گھرانے میں شامل ہوئے
load-rejected = رد ہوئے
load-with-findings = مشاہدات کے ساتھ
load-findings-of = مشاہدات کے ساتھ درج یا شامل ہوئے: { $count }۔
load-persons-rejected = افراد جن کا گھرانہ فائل میں نہیں: { $count }۔
load-rejects-about = رد کی گئی ہر سطر، اس کا کوڈ اور وجہ اُس فائل میں ہے جو اصل فائل کے ساتھ لکھی گئی۔
load-bar = { $read } گھرانے پڑھے گئے: { $registered } نئے درج ہوئے، { $joined } موجود گھرانے میں شامل ہوئے اور { $rejected } رد ہوئے۔
load-file = فائلوں کا نشان (SHA-256)
load-mapping = نقشے کا نشان (SHA-256)
load-codes = مشاہدات کی گنتی
load-rejected-why = سطریں کیوں رد ہوئیں
load-what = کیا
load-code = کوڈ
load-times = تعداد
load-rows = مشاہدات والے گھرانے
load-row = فائل کی سطر
load-key = ماخذ میں شناخت
