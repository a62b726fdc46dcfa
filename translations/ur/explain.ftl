# The decision line by line, as `nser explain` prints it.

explain-when = فیصلہ { $decided } کو ہوا، اُس دن کے قواعد اور { $reference } کے حقائق پر۔
explain-score = اسکور: { $score }، پیمانہ { $minimum } سے { $maximum }
explain-no-score = اسکور نہیں: { $facts }
explain-cut-offs = حدیں ترتیب سے؛ * اس پر ہے جو لاگو ہے
explain-filters = چھانٹیاں
explain-reasons = وجوہات
explain-outcome = نتیجہ: { $outcome }
explain-same = انہی بنیادوں پر دوبارہ فیصلہ: وہی { $bytes } بائٹ۔
explain-differs = انہی بنیادوں پر دوبارہ فیصلہ مختلف ہے: { $why }
explain-none = اس گھرانے کا کوئی فیصلہ نہیں۔
