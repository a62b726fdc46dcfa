// Every journey, one after the other: they share one member of staff, whose language they change.
import "./first-light.mjs";
import "./two-surveys.mjs";
import "./four-years.mjs";
