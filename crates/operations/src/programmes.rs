//! Programmes and their beneficiaries: capacity, enrolment, status reported back.
