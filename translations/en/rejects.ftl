# Why rows of a delivered file are not loaded: one text for each code of registry::delivery.

reject-key_missing = The row has no household key
reject-key_unusable = The household key is longer than 200 characters, or has signs that cannot be printed
reject-key_twice = An earlier row of the file has the same household key
reject-row_unreadable = The row cannot be read: wrong number of cells, or text in another encoding
reject-date_missing = The row has no day of the survey, and the mapping gives none
reject-date_future = The day of the survey is yet to come
reject-roster_empty = The household has no members
reject-roster_too_long = The household has more members than a roster has lines
reject-consent_refused = The household refused to have its record kept
reject-number_unknown = The registry has no household of the registry number given
reject-household_exists = The household is in the registry with a survey of the same round
reject-key_loaded = The source delivered a household of this key before, in another file
reject-change_refused = The household's history does not allow the survey
reject-person_without_household = The person's household is not in the file of households
