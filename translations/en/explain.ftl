# The decision line by line, as `nser explain` prints it.

explain-when = Decided on { $decided }, by the rules of that day and the facts of { $reference }.
explain-score = Score: { $score } on a scale from { $minimum } to { $maximum }
explain-no-score = No score: { $facts }
explain-cut-offs = Cut-offs in order; * marks the one that holds
explain-filters = Filters
explain-reasons = Reasons
explain-outcome = Outcome: { $outcome }
explain-same = Taken again from what it was based on: the same { $bytes } bytes.
explain-differs = Taken again from what it was based on, it DIFFERS: { $why }
explain-none = The household has no decision.
