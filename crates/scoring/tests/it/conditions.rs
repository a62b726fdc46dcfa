//! Conditions: what they say of facts, what is refused, and that CEL's own interpreter says the same.

use crate::households::facts;
use cel::{Context, Program};
use proptest::{prelude::*, sample::select};
use scoring::{
    condition::{Condition, ConditionFault},
    facts::{Facts, Value},
};

fn evaluate(source: &str, known: &[(&str, &str)]) -> Option<bool> {
    Condition::compile(source).unwrap_or_else(|error| panic!("{source}: {error}")).evaluate(&facts(known))
}

#[test]
fn conditions_have_three_answers() {
    let widow = ("has_widow", "yes");
    let no_widow = ("has_widow", "no");
    let (three, four) = (("members_count", "3"), ("members_count", "4"));
    for (source, known, expected) in [
        ("has_widow", vec![widow], Some(true)),
        ("has_widow", vec![], None),
        ("!has_widow", vec![widow], Some(false)),
        ("!has_widow", vec![], None),
        ("members_count <= 3", vec![three], Some(true)),
        ("members_count <= 3", vec![four], Some(false)),
        ("members_count < 3", vec![three], Some(false)),
        ("3 >= members_count", vec![three], Some(true)),
        ("members_count > 3 && has_widow", vec![three], Some(false)),
        ("members_count > 3 && has_widow", vec![four], None),
        ("has_widow || members_count <= 3", vec![three], Some(true)),
        ("has_widow || members_count <= 3", vec![four], None),
        ("has_widow || members_count <= 3", vec![no_widow, four], Some(false)),
        ("members_count == 3", vec![three], Some(true)),
        ("members_count != 3.0", vec![three], Some(false)),
        ("members_count in [1, 3, 5]", vec![three], Some(true)),
        ("members_count in [1, 3, 5]", vec![four], Some(false)),
        ("province == 'sindh'", vec![("province", "sindh")], Some(true)),
        ("province != 'sindh'", vec![("province", "sindh")], Some(false)),
        ("province in ['sindh', \"punjab\"]", vec![("province", "punjab")], Some(true)),
        ("province in ['sindh', 'punjab']", vec![], None),
        ("has_widow == false", vec![no_widow], Some(true)),
        ("has_widow != head_is_female", vec![widow, ("head_is_female", "no")], Some(true)),
        ("(has_widow || false) && true", vec![widow], Some(true)),
        ("phone_bill_rupees > 1000", vec![("phone_bill_rupees", "1000")], Some(false)),
        ("phone_bill_rupees > 1000", vec![("phone_bill_rupees", "1001")], Some(true)),
    ] {
        assert_eq!(evaluate(source, &known), expected, "{source} with {known:?}");
    }
}

#[test]
fn mistakes_are_refused_with_their_place() {
    for (source, at, message) in [
        ("has_widow || has_widower", "has_widower", "there is no fact `has_widower`"),
        ("members_count", "members_count", "yes or no is wanted here, and `members_count` is a number"),
        ("has_widow && 3", "3", "yes or no is wanted here, and `number` is a number"),
        ("has_widow > 3", ">", "a yes or no and a number cannot be compared"),
        ("members_count == 'three'", "==", "a number and a text cannot be compared"),
        ("members_count + 1 > 3", "+", "`+` is not offered in conditions"),
        ("size(province) > 3", "(", "`size` is not offered in conditions"),
        (
            "members_count in []",
            "[",
            "`in, with anything but numbers and texts` is not offered in conditions",
        ),
        ("[1, 2].all(n, n > 1)", "(", "`all, exists, map, filter` is not offered in conditions"),
    ] {
        let error = Condition::compile(source).unwrap_err();
        assert_eq!(error.fault.to_string(), message, "{source}");
        assert_eq!(error.place.start, source.find(at).unwrap(), "{source}: {:?}", error.place);
    }
    let error = Condition::compile("toilet == 'flush'").unwrap_err();
    assert!(matches!(&error.fault, ConditionFault::UnknownCode { code, .. } if code == "flush"), "{error}");
    for unreadable in ["has_widow &&", "", "has widow", "(has_widow"] {
        let error = Condition::compile(unreadable).unwrap_err();
        assert!(matches!(error.fault, ConditionFault::Syntax(_)), "{unreadable}: {error}");
    }
}

#[test]
fn a_condition_names_its_facts_and_those_lacking() {
    let condition = Condition::compile("has_widow || (members_count <= 3 && has_widow)").unwrap();
    let names = |facts: &[scoring::facts::FactId]| facts.iter().map(|fact| fact.name()).collect::<Vec<_>>();
    assert_eq!(names(condition.facts()), ["has_widow", "members_count"]);
    assert_eq!(names(&condition.lacking(&facts(&[("members_count", "4")]))), ["has_widow"]);
}

const YES_NO_FACTS: [&str; 3] = ["has_widow", "owns_vehicle", "head_is_female"];
const NUMBER_FACTS: [&str; 3] = ["members_count", "phone_bill_rupees", "rooms_per_person"];
const CODES: [&str; 3] = ["sindh", "punjab", "islamabad"];

/// Any condition over a few facts, as text.
fn any_condition() -> impl Strategy<Value = String> {
    let comparison = select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        select(YES_NO_FACTS.to_vec()).prop_map(str::to_owned),
        any::<bool>().prop_map(|yes| yes.to_string()),
        (select(NUMBER_FACTS.to_vec()), comparison.clone(), number())
            .prop_map(|(fact, comparison, number)| format!("{fact} {comparison} {number}")),
        (number(), comparison.clone(), select(NUMBER_FACTS.to_vec()))
            .prop_map(|(number, comparison, fact)| format!("{number} {comparison} {fact}")),
        (select(NUMBER_FACTS.to_vec()), comparison, select(NUMBER_FACTS.to_vec()))
            .prop_map(|(one, comparison, other)| format!("{one} {comparison} {other}")),
        select(CODES.to_vec()).prop_map(|code| format!("province == '{code}'")),
        prop::collection::vec(select(CODES.to_vec()), 1..3)
            .prop_map(|codes| format!("province in ['{}']", codes.join("', '"))),
        prop::collection::vec(number(), 1..3)
            .prop_map(|numbers| format!("members_count in [{}]", numbers.join(", "))),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let joined = |join: &'static str| {
            (inner.clone(), inner.clone()).prop_map(move |(one, other)| format!("({one}) {join} ({other})"))
        };
        prop_oneof![
            joined("&&"),
            joined("||"),
            joined("=="),
            joined("!="),
            inner.clone().prop_map(|inner| format!("!({inner})")),
        ]
    })
}

fn number() -> impl Strategy<Value = String> {
    select(vec!["0", "1", "3", "-1", "1000", "0.5", "3.0", "2u"]).prop_map(str::to_owned)
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let yes_no = prop::option::of(select(vec!["yes", "no"]));
    let numbers = prop::option::of(select(vec!["0", "1", "2", "3", "0.5", "1000"]));
    let code = prop::option::of(select(CODES.to_vec()));
    ([yes_no.clone(), yes_no.clone(), yes_no], [numbers.clone(), numbers.clone(), numbers], code).prop_map(
        |(yes_no, numbers, code)| {
            let yes_no = YES_NO_FACTS.into_iter().zip(yes_no);
            let numbers = NUMBER_FACTS.into_iter().zip(numbers);
            let known: Vec<_> = yes_no
                .chain(numbers)
                .chain([("province", code)])
                .filter_map(|(name, text)| Some((name, text?)))
                .collect();
            facts(&known)
        },
    )
}

/// What CEL's interpreter says; `None` for its error about a fact that is not there.
fn by_cel(source: &str, facts: &Facts) -> Option<bool> {
    let mut context = Context::default();
    for (fact, value) in facts.iter() {
        match value {
            None => {}
            Some(Value::YesNo(yes)) => context.add_variable_from_value(fact.name(), yes),
            Some(Value::Number(number)) => context.add_variable_from_value(fact.name(), number),
            Some(Value::Code(code)) => context.add_variable_from_value(fact.name(), code.to_owned()),
        }
    }
    match Program::compile(source).unwrap().execute(&context) {
        Ok(cel::Value::Bool(yes)) => Some(yes),
        Ok(other) => panic!("{source} gave {other:?}"),
        Err(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn cels_interpreter_says_the_same(source in any_condition(), facts in any_facts()) {
        let condition = Condition::compile(&source).unwrap();
        prop_assert_eq!(condition.evaluate(&facts), by_cel(&source, &facts), "{}", source);
    }
}
