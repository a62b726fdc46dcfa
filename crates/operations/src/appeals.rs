//! Appeal cut-off (type 2): when a programme's capacity is raised, vulnerable households above the cut-off, in order of score.
