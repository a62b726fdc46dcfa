# فراہم کردہ فائل کی سطریں کیوں درج نہیں ہوئیں: registry::delivery کے ہر کوڈ کا متن۔

reject-key_missing = سطر میں گھرانے کی شناخت نہیں
reject-key_unusable = گھرانے کی شناخت 200 حروف سے لمبی ہے، یا اس میں ایسی علامتیں ہیں جو چھپ نہیں سکتیں
reject-key_twice = فائل کی کسی پہلی سطر میں گھرانے کی یہی شناخت ہے
reject-row_unreadable = سطر پڑھی نہیں جا سکتی: خانوں کی تعداد غلط ہے یا متن کسی اور انداز میں لکھا ہے
reject-date_missing = سطر میں سروے کا دن نہیں اور نقشے میں بھی نہیں
reject-date_future = سروے کا دن ابھی آیا نہیں
reject-roster_empty = گھرانے میں کوئی فرد نہیں
reject-roster_too_long = گھرانے کے افراد فہرست کی سطروں سے زیادہ ہیں
reject-consent_refused = گھرانے نے ریکارڈ رکھنے کی اجازت نہیں دی
reject-number_unknown = دیے گئے رجسٹری نمبر کا کوئی گھرانہ رجسٹری میں نہیں
reject-household_exists = گھرانہ اسی دور کے سروے کے ساتھ رجسٹری میں موجود ہے
reject-key_loaded = ماخذ اسی شناخت کا گھرانہ پہلے کسی اور فائل میں دے چکا ہے
reject-change_refused = گھرانے کی تاریخ اس سروے کی اجازت نہیں دیتی
reject-person_without_household = فرد کا گھرانہ گھرانوں کی فائل میں نہیں
