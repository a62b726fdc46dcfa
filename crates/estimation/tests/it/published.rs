//! Errors at cut-offs against those published with the ten-question card of 2009, which come from another half of its
//! survey than the distribution of scores from which they are reckoned here.

use estimation::assessment::{Scored, errors_at};
use scoring::points::Points;
use std::{fs, path::Path};

/// Lines of a published table; `None` where it is not at hand.
fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scorecards").join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("skipped: {name} is not at hand");
        return None;
    };
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    Some(text.lines().skip(1).map(cells).collect())
}

/// The last score of a band such as `25-29`.
fn end(band: &str) -> i64 {
    band.rsplit('-').next().unwrap().parse().unwrap()
}

#[test]
fn errors_agree_with_published_targeting() {
    let (Some(distribution), Some(targeting)) =
        (table("schreiner_pak2009_score_distribution.csv"), table("schreiner_pak2009_targeting.csv"))
    else {
        return;
    };
    let mut scored = Vec::new();
    for line in &distribution {
        let number = |place: usize| line[place].parse::<f64>().unwrap();
        let score = Points::from_hundredths(end(&line[0]) * 100);
        let group = |people, poor| Scored { score, rank: score.as_f64(), people, welfare: 1.0, poor };
        scored.push(group(number(1), true));
        scored.push(group(number(2) - number(1), false));
    }
    let mut compared = 0;
    for line in &targeting {
        let percent = |place: usize| line[place].parse::<f64>().unwrap();
        let cut_off = end(&line[0]);
        let errors = errors_at(&scored, cut_off as f64);
        let (selected, poor, found) =
            (errors.selected * 100.0, (1.0 - errors.inclusion) * 100.0, (1.0 - errors.exclusion) * 100.0);
        assert!((selected - percent(1)).abs() < 0.06, "{cut_off}: {selected} selected");
        if cut_off >= 14 {
            assert!((poor - percent(2)).abs() < 3.0, "{cut_off}: {poor} of them poor");
            assert!((found - percent(3)).abs() < 3.0, "{cut_off}: {found} of the poor");
            compared += 1;
        }
    }
    assert!(compared >= 10);
}
