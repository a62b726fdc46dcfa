# کیلنڈر، اور کس کی باری ہے۔

calendar = کیلنڈر
calendar-about = وقت کے ساتھ کیا آتا ہے: کس کا سروے پرانا ہو گیا، کسے بلایا گیا، یاد دہانی ہوئی یا ادائیگی رکی، اور آگے کیا ہے۔
calendar-today = آج:
calendar-coming = آگے کیا ہے
calendar-coming-about = جیسے گھرانے اس وقت ہیں۔ جس کا سروے اس دوران ہو جائے وہ نکل جاتا ہے۔
calendar-coming-none = ان مہینوں میں کچھ نہیں آتا۔
calendar-span = کتنا آگے تک
calendar-month = مہینہ
calendar-bar = پٹی
calendar-kind-cyclic = معمول کا سروے
calendar-kind-called = دوبارہ تصدیق کے لیے بلاوا
calendar-kind-reminded = یاد دہانی
calendar-kind-lapsed = مدت گزری، ادائیگی رکی
calendar-done = کیا ہو چکا
calendar-done-about = پورے ملک میں لکھی گئی اطلاعات، تازہ ترین مہینہ پہلے۔
calendar-done-none = ان مہینوں میں کچھ نہیں ہوا۔
calendar-tasks = کام
calendar-tasks-none = کیلنڈر ابھی نہیں چلا۔
calendar-through = { $day } تک مکمل
calendar-moved = آخری حرکت { $at }
task-recertification = دوبارہ تصدیق کے بلاوے، یاد دہانیاں اور رکاوٹیں

due-now-cyclic = گھرانوں کا معمول کا سروے آج واجب ہے
due-now-recertification = مستفید گھرانوں کی دوبارہ تصدیق آج واجب ہے
due-cyclic = واجب: معمول کا سروے
due-cyclic-about = وہ گھرانے جن میں کوئی مستفید نہیں اور جن کا سروے دو سال یا اس سے پرانا ہے، سکور کے لحاظ سے مرحلہ وار بلائے جاتے ہیں۔
due-recertification = واجب: دوبارہ تصدیق
due-recertification-about = مستفید گھرانے جن کا سروے تین سال یا اس سے پرانا ہے۔ مدت سروے کے بغیر گزر جائے تو سروے ہونے تک ادائیگی رک جاتی ہے۔
due-type = تبدیلی کی قسم
due-no-rule = آج کے قواعد میں اس کی کوئی تاریخ نہیں۔
due-phases = مراحل
due-phase = مرحلہ
due-phase-number = مرحلہ { $number }
due-scores = سکور
due-score-below = { $below } سے کم
due-score-between = { $from } سے، { $below } سے کم
due-score-from = { $from } یا زیادہ، اور بغیر سکور
due-everybody = سب
due-after = سروے کے بعد
due-all = کل
due-by-tehsil = تحصیل وار
due-list = گھرانے
due-everywhere = تمام تحصیلوں میں
due-place = کہاں
due-since = کب سے واجب
due-until = مدت کب تک
due-no-end = کھلا رہتا ہے
due-passed = مدت گزر گئی
due-none = یہاں کسی کی باری نہیں۔

renewal = تجدید
renewals = تجدیدیں
renewals-none = رجسٹری کی ابھی تجدید نہیں ہوئی۔
renewal-about = سروے کا دور مکمل ہونے پر پوری رجسٹری کا نیا فیصلہ ہوتا ہے: ایک ہی فیصلے کے طور پر، منظوری سے پہلے دکھا کر، اور ضرورت ہو تو ایک ساتھ واپس۔
renewal-waits = کس کا انتظار ہے
renewal-ready = پچھلے { $months } مہینوں میں سروے ہوا: { $households } میں سے { $surveyed } گھرانے۔
renewal-enough = یہ کافی ہے: { $needed } فیصد درکار ہیں۔
renewal-not-enough = { $needed } فیصد درکار ہیں، ورنہ وجہ بتانی ہو گی۔
renewal-propose = تجدید تجویز کریں
renewal-propose-about = پہلے حساب ہوتا ہے کہ کیا بدلے گا۔ جب تک کوئی اور منظور نہ کرے کچھ لاگو نہیں ہوتا۔
renewal-reason = وجہ
renewal-reason-about = جب تک { $needed } فیصد سے کم کا سروے ہوا ہو، ضروری ہے۔
renewal-as-of = حساب کی تاریخ
renewal-share = دور میں سروے ہوا
renewal-undecided = بغیر فیصلہ
renewal-renewed = نیا فیصلہ ہوا
renewal-kept = بعد میں بدلے، فیصلہ برقرار
renewal-undone = فیصلہ واپس ہوا
renewal-crossings = کون حد پار کرتا ہے
renewal-crossings-none = ابھی کوئی حساب نہیں ہوا۔
renewal-come-in = شامل ہوں گے
renewal-go-out = نکلیں گے
renewal-outcomes = کس فیصلے سے کس فیصلے تک

calendar-months = { $count ->
    [one] ایک ماہ
   *[other] { $count } ماہ
}
due-more-tehsils = { $count ->
    [one] ایک اور تحصیل
   *[other] مزید { $count } تحصیلیں
}
