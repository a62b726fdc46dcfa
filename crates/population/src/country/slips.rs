//! What enumerators, respondents and typists get wrong: a name spelled otherwise, a digit, a day, a sex. The shares are
//! estimates of this project. The truth about who it is does not change with what is written.

use crate::{chance::Chance, numbers::changed};
use jiff::{ToSpan, civil::Date};
use registry::{
    code_lists::{Relation, Sex},
    household::{Member, Record},
    identity::Identity,
    personal::Personal,
};

/// How frequent each slip is on tablets; cards on paper, typed in by others, have twice as many.
mod share {
    pub(super) const OTHER_SPELLING: f64 = 0.14;
    pub(super) const PART_LEFT_OUT: f64 = 0.045;
    pub(super) const PARTS_SWAPPED: f64 = 0.012;
    pub(super) const LETTER: f64 = 0.02;
    pub(super) const DIGIT: f64 = 0.007;
    pub(super) const DIGITS_SWAPPED: f64 = 0.005;
    pub(super) const NO_NUMBER: f64 = 0.02;
    pub(super) const SEX: f64 = 0.002;
    pub(super) const RELATION: f64 = 0.015;
    pub(super) const FIRST_OF_JANUARY: f64 = 0.08;
    pub(super) const DAY_AND_MONTH: f64 = 0.012;
    pub(super) const YEAR: f64 = 0.03;
    pub(super) const AGE: f64 = 0.10;
}

/// Lets slips happen to a record.
pub(super) fn slip(chance: &mut Chance, record: &mut Record, on: Date, paper: bool) {
    let times = if paper { 2.0 } else { 1.0 };
    for member in &mut record.members {
        chance.skip_to(member.line);
        let mut happens = |share: f64| chance.happens(share * times);
        let slips = [
            happens(share::OTHER_SPELLING),
            happens(share::PART_LEFT_OUT),
            happens(share::PARTS_SWAPPED),
            happens(share::LETTER),
        ];
        let [digit, swapped, none] =
            [happens(share::DIGIT), happens(share::DIGITS_SWAPPED), happens(share::NO_NUMBER)];
        let [sex, relation] = [happens(share::SEX), happens(share::RELATION)];
        rename(chance, member, slips);
        renumber(chance, member, digit, swapped, none);
        if sex {
            member.person.sex = member.person.sex.map(other_sex);
        }
        if relation {
            member.person.relation = member.person.relation.map(near_relation);
        }
        misdate(chance, member, on, times);
    }
    chance.skip_to(0);
}

fn rename(chance: &mut Chance, member: &mut Member, [spelling, left_out, swapped, letter]: [bool; 4]) {
    let Some(name) = member.name.as_ref().map(|name| name.reveal().to_owned()) else { return };
    let mut parts: Vec<String> = name.split(' ').map(str::to_owned).collect();
    if spelling {
        for part in &mut parts {
            *part = spelled_otherwise(chance, part);
        }
    }
    if swapped && parts.len() > 1 {
        parts.rotate_left(1);
    }
    if left_out && parts.len() > 1 {
        let first = parts.first().is_some_and(|part| part.starts_with("Muh") || part.starts_with("Moh"));
        if first { drop(parts.remove(0)) } else { drop(parts.pop()) }
    }
    let mut name = parts.join(" ");
    if letter {
        name = with_wrong_letter(chance, &name);
    }
    member.name = Personal::new(&name).or_else(|| member.name.take());
}

/// Another way in which the same Urdu name is written in Roman letters.
fn spelled_otherwise(chance: &mut Chance, part: &str) -> String {
    /// Whole names first, then what letters are often exchanged for.
    const NAMES: [(&str, &[&str]); 22] = [
        ("Muhammad", &["Mohammad", "Muhammed", "Mohammed", "Mohd"]),
        ("Ahmed", &["Ahmad", "Ehmad"]),
        ("Hussain", &["Husain", "Hussein", "Hussan"]),
        ("Rehman", &["Rahman", "Rehmaan"]),
        ("Bibi", &["Bebe", "Bibbi"]),
        ("Begum", &["Bagum", "Begam"]),
        ("Yousaf", &["Yousuf", "Yusuf", "Yousif"]),
        ("Umar", &["Omar", "Umer"]),
        ("Usman", &["Osman", "Uthman"]),
        ("Fatima", &["Fatimah", "Fatema"]),
        ("Ayesha", &["Aisha", "Aysha", "Aesha"]),
        ("Khadija", &["Khadeeja", "Khadijah"]),
        ("Zainab", &["Zaynab", "Zenab"]),
        ("Maryam", &["Mariam", "Marium"]),
        ("Chaudhry", &["Chaudhary", "Choudhry", "Ch"]),
        ("Sheikh", &["Shaikh", "Shekh"]),
        ("Syed", &["Sayed", "Saiyid"]),
        ("Khatoon", &["Khatun", "Khatoun"]),
        ("Akhtar", &["Akhter", "Akthar"]),
        ("Iqbal", &["Eqbal", "Iqbaal"]),
        ("Ghulam", &["Gulam", "Ghullam"]),
        ("Abdul", &["Abdal", "Abd ul"]),
    ];
    const LETTERS: [(&str, &str); 16] = [
        ("ee", "i"),
        ("oo", "u"),
        ("aa", "a"),
        ("sh", "s"),
        ("q", "k"),
        ("z", "s"),
        ("ai", "ay"),
        ("au", "o"),
        ("kh", "k"),
        ("ll", "l"),
        ("dd", "d"),
        ("i", "e"),
        ("u", "o"),
        ("e", "a"),
        ("a", "e"),
        ("y", "i"),
    ];
    if let Some((_, others)) = NAMES.iter().find(|(name, _)| *name == part) {
        return chance.any(others).unwrap_or(part).to_owned();
    }
    let possible: Vec<(&str, &str)> = LETTERS
        .iter()
        .filter(|(from, _)| part.get(1..).is_some_and(|rest| rest.contains(from)))
        .copied()
        .collect();
    let Some((from, to)) = chance.any(&possible) else { return part.to_owned() };
    let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
    format!("{first}{}", rest.replacen(from, to, 1))
}

/// One letter missing, doubled, or changed for its neighbour on the keyboard; never the first.
fn with_wrong_letter(chance: &mut Chance, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = u32::try_from(letters.len()).unwrap_or(2).saturating_sub(1).max(1);
    let at = usize::try_from(chance.whole(1..=last)).unwrap_or(1).min(letters.len().saturating_sub(1));
    let Some(letter) = letters.get(at).copied().filter(char::is_ascii_lowercase) else {
        return name.to_owned();
    };
    match chance.whole(0..=2) {
        0 if letters.len() > 3 => drop(letters.remove(at)),
        1 => letters.insert(at, letter),
        _ => {
            let near = match letter {
                'a' => 's',
                'i' => 'o',
                'n' => 'm',
                'r' => 't',
                's' => 'd',
                'e' => 'r',
                other => other,
            };
            if let Some(place) = letters.get_mut(at) {
                *place = near;
            }
        }
    }
    letters.into_iter().collect()
}

/// A digit wrong, two neighbours swapped, or no number given. The nine at the beginning stays: no number of anybody
/// alive comes out.
fn renumber(chance: &mut Chance, member: &mut Member, digit: bool, swapped: bool, none: bool) {
    let place = chance.whole(0..=10);
    let by = u64::from(chance.whole(1..=9));
    let power = 10_u64.pow(place);
    if digit {
        member.identity = changed(member.identity, |number| {
            let old = number / power % 10;
            number - old * power + (old + by) % 10 * power
        });
    }
    if swapped {
        member.identity = changed(member.identity, |number| {
            let (low, high) = (number / power % 10, number / power / 10 % 10);
            let (low_place, high_place) = (power, power * 10);
            number - low * low_place - high * high_place + high * low_place + low * high_place
        });
    }
    if none {
        member.identity = Identity::None;
    }
}

fn other_sex(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
        Sex::Transgender => Sex::Transgender,
    }
}

/// How another enumerator would have written the relation; a head stays head, and nobody becomes a second one.
fn near_relation(relation: Relation) -> Relation {
    match relation {
        Relation::AdoptedChild => Relation::Child,
        Relation::Grandchild => Relation::NephewOrNiece,
        Relation::ParentInLaw => Relation::Parent,
        Relation::SiblingInLaw => Relation::ChildInLaw,
        Relation::NephewOrNiece | Relation::UncleOrAunt | Relation::Sibling | Relation::Grandparent => {
            Relation::OtherRelative
        }
        Relation::Servant => Relation::NotRelated,
        other => other,
    }
}

/// Dates rounded to the first of January, with day and month exchanged, with a wrong year; ages a year or two off.
fn misdate(chance: &mut Chance, member: &mut Member, on: Date, times: f64) {
    let mut happens = |share: f64| chance.happens(share * times);
    let [january, exchanged, year] =
        [happens(share::FIRST_OF_JANUARY), happens(share::DAY_AND_MONTH), happens(share::YEAR)];
    let age = happens(share::AGE);
    let by = i64::from(chance.whole(1..=2));
    let later = chance.happens(0.5);
    if let Some(born) = member.person.birth_date {
        let mut said = born;
        if january && member.age_years_on(on).is_some_and(|age| age >= 12) {
            said = Date::new(said.year(), 1, 1).unwrap_or(said);
        }
        if exchanged && said.day() <= 12 {
            said = Date::new(said.year(), said.day(), said.month()).unwrap_or(said);
        }
        if year {
            said = said.saturating_add(if later { by } else { -by }.years());
        }
        member.person.birth_date = Some(if said <= on { said } else { born });
    }
    if let Some(stated) = member.person.age_years.filter(|stated| age && *stated > 20) {
        let by = u8::try_from(by).unwrap_or(1);
        member.person.age_years = Some(if later { stated.saturating_add(by) } else { stated - by });
    }
}

/// The last digit read wrongly is a slip of its own, in `trouble`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chance::Subject, numbers::with_wrong_sex_digit};

    #[test]
    fn names_are_spelled_otherwise_and_remain_names() {
        let mut chance = Chance::new(1, 1, Subject::Slips);
        let mut differ = 0;
        for name in ["Muhammad", "Yasmeen", "Zahoor", "Fatima", "Chaudhry", "Qureshi", "Sheikh"] {
            for _ in 0..20 {
                let other = spelled_otherwise(&mut chance, name);
                assert!(other.chars().next().is_some_and(|first| first.is_ascii_uppercase()), "{other}");
                differ += u32::from(other != name);
                let typed = with_wrong_letter(&mut chance, name);
                assert!(typed.len().abs_diff(name.len()) <= 1 && typed.starts_with(&name[..1]), "{typed}");
            }
        }
        assert!(differ > 120, "{differ}");
    }

    #[test]
    fn a_wrong_digit_leaves_thirteen_of_them_and_the_nine() {
        let mut chance = Chance::new(1, 1, Subject::Slips);
        let number = registry::identity::CitizenNumber::from_u64(9_012_345_678_901).unwrap();
        for _ in 0..500 {
            let mut member = Member::new(crate::numbers::person_id(1, 1, 1), 1);
            member.identity = Identity::Cnic(number);
            renumber(&mut chance, &mut member, true, false, false);
            let wrong = member.identity.number().unwrap();
            assert_eq!(wrong.region_digit(), 9);
            assert_ne!(wrong, number);
        }
        assert_ne!(with_wrong_sex_digit(Identity::Cnic(number)), Identity::Cnic(number));
    }
}
