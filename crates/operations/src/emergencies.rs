//! Shock response (type 4): declared emergencies, their work lists, the comparison before and after, and lists drawn without a survey.
