//! Births, deaths, marriages and divorces as the civil register notifies them.
