//! Facts: what they are of a known household, what a missing answer does to them, and what they do not depend on.

use crate::households::{
    TODAY, any_household, at_school, employ, fact, facts_of, household, labourers, member, punjab, section,
    text,
};
use proptest::prelude::*;
use registry::{
    area::{Area, AreaBook, AreaLevel},
    code_lists::{
        CardAttendance, CardEducation, CardToilet, Difficulty, Employer, EmploymentStatus, Industry,
        MaritalStatus, Occupation, Relation, Residence, Roof, SchoolClass, SchoolType, Sex, Wall,
    },
    field::Section,
    household::{Household, Location, Record},
    sections::{Assets, Livestock, PaperCard},
};
use scoring::facts::{ALL, Circumstances, Facts, Kind, derive};
use std::collections::BTreeSet;

/// Changes the labourers' household, and compares facts with texts; `-` is lacking.
fn after(change: impl FnOnce(&mut Record), expected: &[(&str, &str)]) {
    let mut changed = labourers();
    change(&mut changed.record);
    compare(&facts_of(&changed), expected);
}

fn compare(facts: &Facts, expected: &[(&str, &str)]) {
    for (name, wanted) in expected {
        assert_eq!(text(facts, name), *wanted, "{name}");
    }
}

#[test]
fn a_known_household_lacks_only_what_was_not_asked() {
    compare(
        &facts_of(&labourers()),
        &[
            ("province", "punjab"),
            ("members_count", "6"),
            ("members_aged_0_to_4_count", "1"),
            ("members_aged_5_to_16_count", "3"),
            ("members_aged_13_or_younger_count", "3"),
            ("members_aged_18_to_64_count", "2"),
            ("dependants_count", "4"),
            ("oldest_age_years", "41"),
            ("has_member_aged_65_or_older", "no"),
            ("has_widow", "no"),
            ("ever_married_women_count", "1"),
            ("has_disabled_member", "no"),
            ("head_age_years", "41"),
            ("head_is_female", "no"),
            ("head_education", "never"),
            ("head_schooling_years", "0"),
            ("head_employment", "paid_employee"),
            ("female_head_or_spouse_education", "class_1_or_higher"),
            ("highest_schooling_years", "5"),
            ("literate_adults_count", "0"),
            ("children_5_to_16_attending", "some"),
            ("all_children_5_to_13_attend", "yes"),
            ("children_5_to_16_out_of_school_count", "1"),
            ("employed_members_count", "1"),
            ("elementary_workers_count", "1"),
            ("agricultural_workers_count", "0"),
            ("has_working_child", "no"),
            ("government_job", "no"),
            ("foreign_travel", "no"),
            ("executive_passport", "no"),
            ("house_structure", "pakka"),
            ("water_is_covered", "yes"),
            ("toilet_band", "flush"),
            ("phone_bill_rupees", "300"),
            ("owns_cooking_appliance", "yes"),
            ("owns_vehicle", "no"),
            ("vehicles", "neither"),
            ("land_owned_acres", "0"),
            ("livestock", "cow_only"),
            ("sheep_and_goats_count", "2"),
            ("light", "-"),
            ("tenure", "-"),
        ],
    );
}

#[test]
fn an_empty_record_has_no_facts() {
    let facts = derive(&household(Record::default()), TODAY, &Circumstances::default());
    assert!(facts.iter().all(|(_, value)| value.is_none()));
}

#[test]
fn a_missing_age_leaves_open_only_what_it_can_change() {
    let forget_age = |record: &mut Record| record.members[2].person.age_years = None;
    after(
        forget_age,
        &[
            ("members_count", "6"),
            ("members_aged_13_or_younger_count", "-"),
            ("dependants_count", "-"),
            ("oldest_age_years", "-"),
            ("has_member_aged_65_or_older", "-"),
            // Without an age it is not known whether the boy was asked, and whether he is a child out of school.
            ("foreign_travel", "-"),
            ("all_children_5_to_13_attend", "-"),
            ("children_5_to_16_attending", "-"),
            ("head_age_years", "41"),
        ],
    );
    let old_man_too = |record: &mut Record| {
        record.members[2].person.age_years = None;
        record.members[0].person.age_years = Some(66);
        record.members[3].education.attending_now = Some(false);
    };
    after(
        old_man_too,
        &[
            ("has_member_aged_65_or_older", "yes"),
            ("oldest_age_years", "-"),
            ("all_children_5_to_13_attend", "no"),
            ("children_5_to_16_attending", "some"),
        ],
    );
}

#[test]
fn travel_and_passports_are_yes_by_one_and_no_only_by_every_adult() {
    after(|record| record.members[1].person.foreign_travel = None, &[("foreign_travel", "-")]);
    let one_has = |record: &mut Record| {
        record.members[0].person.foreign_travel = Some(true);
        record.members[1].person.foreign_travel = None;
        record.members[1].person.executive_passport = Some(true);
    };
    after(one_has, &[("foreign_travel", "yes"), ("executive_passport", "yes")]);
}

#[test]
fn only_a_woman_is_a_widow() {
    let widowed = Some(MaritalStatus::Widowed);
    after(|record| record.members[0].person.marital_status = widowed, &[("has_widow", "no")]);
    after(|record| record.members[1].person.marital_status = widowed, &[("has_widow", "yes")]);
    after(|record| record.members[1].person.marital_status = None, &[("has_widow", "-")]);
    let sex_unknown = |record: &mut Record| {
        record.members[0].person.marital_status = widowed;
        record.members[0].person.sex = None;
    };
    after(sex_unknown, &[("has_widow", "-"), ("females_count", "-"), ("head_is_female", "-")]);
}

#[test]
fn a_member_away_for_long_does_not_count() {
    let away = |record: &mut Record| {
        record.members[1].person.residence = Some(Residence::AwayLong);
        record.members[1].person.foreign_travel = Some(true);
    };
    after(away, &[("members_count", "5"), ("foreign_travel", "no")]);
    after(|record| record.members[1].person.residence = None, &[("members_count", "6")]);
}

#[test]
fn a_disabled_member_has_difficulties_or_a_card() {
    let names = ["has_functional_disability", "has_disability_card", "has_disabled_member"];
    let expect = |change: fn(&mut Record), texts: [&str; 3]| {
        after(change, &[(names[0], texts[0]), (names[1], texts[1]), (names[2], texts[2])]);
    };
    expect(|record| record.members[3].disability.hearing = Some(Difficulty::ALot), ["yes", "no", "yes"]);
    expect(|record| record.members[3].disability.hearing = Some(Difficulty::Some), ["no", "no", "no"]);
    expect(|record| record.members[3].disability.hearing = None, ["-", "no", "-"]);
    expect(|record| record.members[5].disability.disability_card = Some(true), ["no", "yes", "yes"]);
    expect(|record| record.members[5].disability.disability_card = None, ["no", "no", "no"]);
    expect(|record| record.members[4].disability.disability_card = None, ["no", "-", "-"]);
}

#[test]
fn the_heads_education_falls_into_the_bands_of_the_card() {
    for (ever_attended, class, band, years) in [
        (Some(false), None, "never", "0"),
        (Some(true), Some(SchoolClass::None), "up_to_class_5", "0"),
        (Some(true), Some(SchoolClass::Class5), "up_to_class_5", "5"),
        (None, Some(SchoolClass::Class6), "class_6_to_10", "6"),
        (Some(true), Some(SchoolClass::Class10), "class_6_to_10", "10"),
        (Some(true), Some(SchoolClass::Class11), "class_11_or_more", "11"),
        (Some(true), Some(SchoolClass::Doctorate), "class_11_or_more", "18"),
        (Some(true), Some(SchoolClass::Other), "-", "-"),
        (Some(true), None, "-", "-"),
        (None, Some(SchoolClass::None), "-", "0"),
        (None, None, "-", "-"),
    ] {
        let change = |record: &mut Record| {
            record.members[0].education.ever_attended = ever_attended;
            record.members[0].education.highest_class = class;
        };
        after(change, &[("head_education", band), ("head_schooling_years", years)]);
    }
}

#[test]
fn the_education_of_the_woman_of_the_house() {
    let name = "female_head_or_spouse_education";
    after(|record| drop(record.members.remove(1)), &[(name, "no_female_head_or_spouse")]);
    after(|record| record.members[1].person.relation = None, &[(name, "-")]);
    after(
        |record| record.members[1].education.highest_class = Some(SchoolClass::None),
        &[(name, "below_class_1")],
    );
    after(|record| record.members[1].education.highest_class = None, &[(name, "-")]);
    let she_is_head = |record: &mut Record| {
        record.members[0].person.relation = Some(Relation::Sibling);
        record.members[1].person.relation = Some(Relation::Head);
        record.members[1].education.highest_class = Some(SchoolClass::None);
    };
    after(she_is_head, &[(name, "below_class_1"), ("head_is_female", "yes"), ("head_age_years", "38")]);
    let two_wives = |record: &mut Record| {
        record.members[1].education.highest_class = None;
        let mut second = member(7, Relation::Spouse, Sex::Female, 30);
        at_school(&mut second, SchoolClass::Class1);
        record.members.push(second);
    };
    after(two_wives, &[(name, "class_1_or_higher")]);
    let two_heads = |record: &mut Record| record.members[1].person.relation = Some(Relation::Head);
    after(two_heads, &[(name, "-"), ("head_age_years", "-"), ("head_education", "-")]);
}

#[test]
fn attendance_has_four_answers() {
    let name = "children_5_to_16_attending";
    after(|record| at_school(&mut record.members[2], SchoolClass::Class7), &[(name, "all")]);
    after(
        |record| record.members.truncate(2),
        &[(name, "no_children"), ("all_children_5_to_13_attend", "yes")],
    );
    let nobody = |record: &mut Record| {
        record.members[3].education.attending_now = Some(false);
        record.members[4].education.school_type = Some(SchoolType::HifzOnly);
    };
    after(nobody, &[(name, "none"), ("all_children_5_to_13_attend", "no")]);
    after(|record| record.members[3].education.attending_now = None, &[(name, "some")]);
    let all_open = |record: &mut Record| record.members[2].education.ever_attended = None;
    after(all_open, &[(name, "-"), ("all_children_5_to_13_attend", "yes")]);
}

#[test]
fn work_counts_only_of_those_who_work() {
    let government = |record: &mut Record| record.members[0].work.employer = Some(Employer::Government);
    after(government, &[("government_job", "yes"), ("paid_employees_count", "1")]);
    let enterprise = |record: &mut Record| record.members[0].work.employer = Some(Employer::StateEnterprise);
    after(enterprise, &[("government_job", "no")]);
    after(|record| record.members[0].work.employer = None, &[("government_job", "-")]);
    after(
        |record| record.members[1].work.has_job = None,
        &[("employed_members_count", "-"), ("government_job", "-")],
    );
    after(
        |record| record.members[0].work.worked = Some(false),
        &[
            // A job from which he is away was not asked about.
            ("head_employment", "-"),
            ("elementary_workers_count", "-"),
        ],
    );
    let child_works = |record: &mut Record| {
        employ(
            &mut record.members[3],
            EmploymentStatus::FamilyWorker,
            Occupation::SkilledAgriculture,
            Industry::Agriculture,
        );
    };
    after(
        child_works,
        &[("has_working_child", "yes"), ("employed_members_count", "1"), ("agricultural_workers_count", "1")],
    );
}

#[test]
fn possessions_are_known_by_one_or_by_all() {
    after(
        |record| record.assets.tractor = Some(1),
        &[("owns_vehicle", "yes"), ("vehicles", "car_only"), ("owns_any_motor_vehicle", "yes")],
    );
    after(
        |record| record.assets.motorcycle = Some(2),
        &[("owns_vehicle", "no"), ("vehicles", "motorcycle_only"), ("owns_any_motor_vehicle", "yes")],
    );
    after(|record| record.assets.rickshaw = None, &[("owns_vehicle", "no"), ("owns_any_motor_vehicle", "-")]);
    after(|record| record.assets.lorry = Some(1), &[("owns_vehicle", "yes"), ("vehicles", "neither")]);
    after(|record| record.assets.freezer = None, &[("owns_refrigerator_or_freezer", "-")]);
    let one_known = |record: &mut Record| {
        record.assets.freezer = None;
        record.assets.refrigerator = Some(1);
    };
    after(
        one_known,
        &[("owns_refrigerator_or_freezer", "yes"), ("owns_refrigerator_freezer_or_washing_machine", "yes")],
    );
    after(|record| record.livestock.buffaloes = Some(1), &[("livestock", "buffalo_and_cow")]);
    after(|record| record.livestock.buffaloes = None, &[("livestock", "-"), ("buffaloes_count", "-")]);
    let no_animals = |record: &mut Record| {
        record.livestock = Livestock::default();
        record.livestock.owns_livestock = Some(false);
    };
    after(no_animals, &[("livestock", "neither"), ("cattle_count", "0")]);
    after(|record| record.land.owns_land = Some(true), &[("owns_land", "yes"), ("land_owned_acres", "-")]);
    for impossible in [-1.0, f64::NAN, f64::INFINITY] {
        after(|record| record.land.land_owned_acres = Some(impossible), &[("land_owned_acres", "-")]);
    }
    after(|record| record.utilities.phone_bill_rupees = None, &[("phone_bill_rupees", "-")]);
    let no_telephone = |record: &mut Record| {
        record.utilities.phone_bill_rupees = None;
        record.utilities.mobile_phones = Some(0);
    };
    after(no_telephone, &[("phone_bill_rupees", "0")]);
}

/// The head's age alone decides, because the rest of the household stays the same.
#[test]
fn ages_fall_into_their_bands_at_the_edges() {
    let names = [
        "members_aged_13_or_younger_count",
        "members_aged_5_to_16_count",
        "members_aged_18_to_64_count",
        "members_aged_65_or_older_count",
        "dependants_count",
        "has_member_aged_65_or_older",
    ];
    for (age_years, expected) in [
        (4, ["4", "3", "1", "0", "5", "no"]),
        (5, ["4", "4", "1", "0", "5", "no"]),
        (13, ["4", "4", "1", "0", "5", "no"]),
        (14, ["3", "4", "1", "0", "5", "no"]),
        (16, ["3", "4", "1", "0", "5", "no"]),
        (17, ["3", "3", "1", "0", "5", "no"]),
        (18, ["3", "3", "2", "0", "4", "no"]),
        (64, ["3", "3", "2", "0", "4", "no"]),
        (65, ["3", "3", "1", "1", "4", "yes"]),
        (66, ["3", "3", "1", "1", "5", "yes"]),
    ] {
        let expected: Vec<_> = names.into_iter().zip(expected).collect();
        after(|record| record.members[0].person.age_years = Some(age_years), &expected);
    }
}

#[test]
fn a_house_is_pakka_kacha_or_between() {
    for (wall, roof, structure) in [
        (Some(Wall::StoneCement), Some(Roof::Concrete), "pakka"),
        (Some(Wall::BurntBrick), Some(Roof::Thatch), "semi_pakka"),
        (Some(Wall::MudBrick), Some(Roof::Thatch), "kacha"),
        (Some(Wall::MudBrick), Some(Roof::IronGirder), "semi_pakka"),
        (Some(Wall::StoneMud), None, "semi_pakka"),
        (None, Some(Roof::Sheet), "semi_pakka"),
        (Some(Wall::MudBrick), None, "-"),
        (None, Some(Roof::Concrete), "-"),
        (None, None, "-"),
    ] {
        let change = |record: &mut Record| {
            record.dwelling.wall = wall;
            record.dwelling.roof = roof;
        };
        after(change, &[("house_structure", structure)]);
    }
}

#[test]
fn a_household_of_the_paper_card_has_the_facts_of_that_card() {
    let paper_card = PaperCard {
        members: Some(8),
        dependants: Some(5),
        head_education: Some(CardEducation::Class6To10),
        children_attending: Some(CardAttendance::Some),
        toilet: Some(CardToilet::Dry),
        cold_or_washing: Some(false),
        climate: Some(true),
        cooking: Some(true),
        car_or_tractor: Some(false),
        motorcycle_or_scooter: Some(true),
        television: Some(true),
        buffalo_or_bullock: Some(true),
        cow_goat_or_sheep: Some(false),
        ..PaperCard::default()
    };
    let mut record = Record { paper_card, ..Record::default() };
    record.dwelling.rooms = Some(2);
    record.land.land_owned_acres = Some(3.5);
    let paper = household(record);
    compare(
        &facts_of(&paper),
        &[
            ("members_count", "8"),
            ("dependants_count", "5"),
            ("dependants_share", "0.625"),
            ("head_education", "class_6_to_10"),
            ("children_5_to_16_attending", "some"),
            ("rooms_per_person", "0.25"),
            ("toilet_band", "dry"),
            ("owns_refrigerator_freezer_or_washing_machine", "no"),
            ("owns_refrigerator_or_freezer", "no"),
            ("owns_cooler_or_heater", "yes"),
            ("owns_cooking_appliance", "yes"),
            ("vehicles", "motorcycle_only"),
            // The card did not ask for lorries.
            ("owns_vehicle", "-"),
            ("owns_any_motor_vehicle", "yes"),
            ("owns_television", "yes"),
            ("livestock", "buffalo_only"),
            ("land_owned_acres", "3.5"),
            ("toilet", "-"),
            ("has_widow", "-"),
            ("members_aged_13_or_younger_count", "-"),
        ],
    );
}

#[test]
fn what_was_asked_one_by_one_goes_before_the_paper_card() {
    let both = |record: &mut Record| {
        record.paper_card.members = Some(9);
        record.paper_card.television = Some(true);
        record.paper_card.dependants = Some(1);
    };
    after(both, &[("members_count", "6"), ("owns_television", "no"), ("dependants_count", "4")]);
}

#[test]
fn the_province_is_that_of_the_day() {
    let area = |code: &str, level, parent: Option<&str>, from, to| Area {
        code: code.parse().unwrap(),
        level,
        parent: parent.map(|parent| parent.parse().unwrap()),
        name_en: code.to_owned(),
        name_ur: String::new(),
        valid_from: from,
        valid_to: to,
    };
    let (start, moved) = (jiff::civil::date(1900, 1, 1), jiff::civil::date(2018, 6, 1));
    let areas = AreaBook::new([
        area("PK5", AreaLevel::Province, None, start, None),
        area("PK8", AreaLevel::Province, None, start, Some(moved)),
        area("PK80101", AreaLevel::Tehsil, Some("PK8"), start, Some(moved)),
        area("PK80101", AreaLevel::Tehsil, Some("PK5"), moved, None),
    ])
    .unwrap();
    let location = Location { tehsil: Some("PK80101".parse().unwrap()), ..Location::default() };
    for (date, province) in [(start, "other"), (moved, "khyber_pakhtunkhwa")] {
        let circumstances = Circumstances::of(&areas, &location, date);
        compare(&derive(&labourers(), date, &circumstances), &[("province", province)]);
    }
    let nowhere = Circumstances::of(&areas, &Location::default(), moved);
    compare(&derive(&labourers(), moved, &nowhere), &[("province", "-")]);
}

#[test]
fn declarations_are_complete() {
    let names: BTreeSet<_> = ALL.iter().map(|fact| fact.name).collect();
    assert_eq!(names.len(), ALL.len());
    for fact in ALL {
        assert!(fact.about.ends_with('.') && !fact.from.is_empty(), "{}", fact.name);
        assert_eq!(fact.unit.is_some(), matches!(fact.kind, Kind::Whole | Kind::Decimal), "{}", fact.name);
    }
}

/// Columns of snapshots and released rules rest on these: a line that changes or moves is a mistake, a new one comes
/// last.
#[test]
fn the_order_of_facts_is_stable() {
    let lines = ALL.iter().map(|fact| match fact.kind {
        Kind::Whole => format!("{}: whole number, {}", fact.name, fact.unit.unwrap()),
        Kind::Decimal => format!("{}: number, {}", fact.name, fact.unit.unwrap()),
        Kind::YesNo => format!("{}: yes or no", fact.name),
        Kind::Code(codes) => format!("{}: {}", fact.name, codes.join(" ")),
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn debug_output_holds_no_answers() {
    let facts = facts_of(&labourers());
    let shown = format!("{facts:?} {:?}", facts.get(fact("head_age_years")));
    assert_eq!(shown, "Facts([personal]) Some([answer])");
}

/// A household and the same with its members in another order.
fn in_two_orders() -> impl Strategy<Value = (Household, Household)> {
    any_household().prop_flat_map(|one| {
        let members = Just(one.record.members.clone()).prop_shuffle();
        (Just(one), members).prop_map(|(one, members)| {
            let mut other = one.clone();
            other.record.members = members;
            (one, other)
        })
    })
}

proptest! {
    #[test]
    fn the_order_of_members_does_not_matter((one, other) in in_two_orders()) {
        prop_assert!(facts_of(&one) == facts_of(&other));
    }

    #[test]
    fn every_value_is_of_its_kind(household in any_household()) {
        for (fact, value) in derive(&household, TODAY, &punjab()).iter() {
            prop_assert!(value.is_none_or(|value| fact.fact().kind.admits(value)), "{}", fact);
        }
    }

    /// A forgotten answer may leave a fact lacking; it never makes it another.
    #[test]
    fn a_forgotten_possession_is_never_another(assets in section::<Assets>(), forgotten in 0..Assets::FIELDS.len()) {
        let with = household(Record { assets: assets.clone(), ..Record::default() });
        let mut fewer = Assets::default();
        for (field, answer) in assets.answers().filter(|(field, _)| field.name != Assets::FIELDS[forgotten].name) {
            fewer.set(field.name, &answer).unwrap();
        }
        let without = household(Record { assets: fewer, ..Record::default() });
        for ((fact, before), (_, after)) in facts_of(&with).iter().zip(facts_of(&without).iter()) {
            prop_assert!(after.is_none() || after == before, "{}", fact);
        }
    }
}
