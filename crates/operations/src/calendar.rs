//! The calendar: what time brings. Calls, reminders, lapses, expired cases, emergencies' ends, renewals; each once, whoever does it and
//! however late.
