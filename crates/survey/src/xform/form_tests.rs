//! The household form of `tests/forms` (written by pyxform 4.5 from `household.md`) and submissions made with it:
//! a clean one, and what is found when one thing in it is wrong.

use jiff::Zoned;
use proptest::prelude::*;

use super::{Form, Table, Violation, ViolationKind};
use crate::instance::{Instance, NodeId};

const FORM: &str = include_str!("../../tests/forms/household.xml");
const SUBMISSION: &str = include_str!("../../tests/forms/household-submission.xml");

fn tehsils() -> Table {
    let rows = include_str!("../../tests/forms/tehsils.csv").lines();
    let mut rows = rows.map(|line| line.split(',').map(String::from).collect::<Vec<_>>());
    Table { header: rows.next().unwrap(), rows: rows.collect() }
}

fn form() -> Form {
    Form::parse(FORM).unwrap().with_external("tehsils.csv", &tehsils()).unwrap()
}

fn submission() -> Instance {
    Instance::parse(SUBMISSION.as_bytes()).unwrap()
}

fn now() -> Zoned {
    "2026-01-05T10:00:00+05:00[+05:00]".parse().unwrap()
}

fn found(form: &Form, instance: &Instance) -> Vec<(String, ViolationKind)> {
    form.check(instance, &now()).into_iter().map(|violation| (violation.path, violation.kind)).collect()
}

fn answer(instance: &mut Instance, path: &str, text: &str) {
    let node = instance.find(path).or_else(|| {
        let (parent, name) = path.rsplit_once('/').unwrap();
        let parent = instance.find(parent)?;
        Some(instance.add_child(parent, name))
    });
    instance.set_text(node.unwrap(), text);
}

#[test]
fn a_clean_submission_has_no_violation() {
    assert_eq!(found(&form(), &submission()), []);
}

/// Answers that are changed, and what is then found.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, ViolationKind)]);

#[test]
fn each_wrong_answer_is_found_where_it_stands() {
    use ViolationKind::{
        Calculation, Choice, Constraint, Irrelevant, RepeatCount, Required, Type, UnknownNode,
    };
    let household = |rest: &str| format!("/data/household{rest}");
    let cases: &[Case<'_>] = &[
        (&[("/head_cnic", "900000000000")], &[("/head_cnic", Constraint)]),
        (&[("/head_cnic", "90000-0000000-1")], &[("/head_cnic", Constraint)]),
        (&[("/head_cnic", "")], &[("/head_cnic", Required)]),
        (&[("/interview_date", "2026-01-06")], &[("/interview_date", Constraint)]),
        (
            &[("/interview_date", "2026-02-30")],
            &[("/interview_date", Type), ("/member[1]/birth_date", Constraint)],
        ),
        (
            &[("/interview_date", "1975-01-01")],
            &[("/interview_date", Constraint), ("/member[1]/birth_date", Constraint)],
        ),
        (&[("/member[3]/sex", "")], &[("/member[3]/sex", Required)]),
        (&[("/member[3]/sex", "unknown")], &[("/member[3]/sex", Choice)]),
        (&[("/member[2]/relation", "head")], &[("/member[2]/relation", Constraint)]),
        (&[("/member[2]/cnic", "123")], &[("/member[2]/cnic", Constraint)]),
        (&[("/member[3]/cnic", "9000000000003")], &[("/member[3]/cnic", Irrelevant)]),
        (&[("/member[2]/difficulty", "none seeing")], &[("/member[2]/difficulty", Constraint)]),
        (&[("/member[2]/difficulty", "seeing flying")], &[("/member[2]/difficulty", Choice)]),
        (&[("/member[2]/line", "7")], &[("/member[2]/line", Calculation)]),
        (
            &[("/member[1]/job[2]/job_income", "-5")],
            &[
                ("/per_head", Calculation),
                ("/member[1]/income", Calculation),
                ("/member[1]/job[2]/job_income", Constraint),
                ("/total_income", Calculation),
            ],
        ),
        (
            &[("/member[1]/job[2]/job_income", "two")],
            &[
                ("/per_head", Calculation),
                ("/member[1]/income", Calculation),
                ("/member[1]/job[2]/job_income", Type),
                ("/total_income", Calculation),
            ],
        ),
        (&[("/member[1]/job[1]/job_title", "")], &[("/member[1]/job[1]/job_title", Required)]),
        // Not a number of months, a member too old, two who are no longer children.
        (
            &[
                ("/member[3]/age", "121"),
                ("/member[3]/age_months", "1452"),
                ("/eldest", "121"),
                ("/children", "0"),
            ],
            &[("/member[3]/age", Constraint), ("/member[3]/marital", Required)],
        ),
        (&[("/members", "4")], &[("/per_head", Calculation), ("/member", RepeatCount)]),
        (&[("/members", "3.0")], &[("/members", Type)]),
        (
            &[("/members", "99999999999")],
            &[("/members", Type), ("/per_head", Calculation), ("/member", RepeatCount)],
        ),
        (&[("/children", "")], &[("/children", Calculation)]),
        (&[("/per_head", "1000.170000000001"), ("/total_income", "3000.50"), ("/key", "any")], &[]),
        (
            &[("/invented", "x"), ("/member[2]/also_invented", "")],
            &[("/invented", UnknownNode), ("/member[2]/also_invented", UnknownNode)],
        ),
        // Labels depend on the language of the tablet.
        (&[("/province_label", "Another wording")], &[]),
    ];
    let form = form();
    for (changes, expected) in cases {
        let mut instance = submission();
        for (path, text) in *changes {
            answer(&mut instance, &household(path), text);
        }
        let mut found = found(&form, &instance);
        let mut expected: Vec<_> = expected.iter().map(|(path, kind)| (household(path), *kind)).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{changes:?}");
    }
}

#[test]
fn choices_are_filtered_by_earlier_answers() {
    let form = form();
    let mut instance = submission();
    answer(&mut instance, "/data/place/district", "s1");
    let places = |name: &str, kind| (format!("/data/place/{name}"), kind);
    // The district lies in another province, and the tehsil in another district.
    assert_eq!(
        found(&form, &instance),
        [places("district", ViolationKind::Choice), places("tehsil", ViolationKind::Choice)]
    );
    answer(&mut instance, "/data/place/tehsil", "t3");
    assert_eq!(found(&form, &instance), [places("district", ViolationKind::Choice)]);
    answer(&mut instance, "/data/place/province", "south");
    let name = ("/data/meta/instanceName".to_owned(), ViolationKind::Calculation);
    assert_eq!(found(&form, &instance), [name]);
}

#[test]
fn without_its_file_a_choice_is_not_judged() {
    let form = Form::parse(FORM).unwrap();
    assert_eq!(form.missing_media().collect::<Vec<_>>(), ["tehsils.csv"]);
    let mut instance = submission();
    answer(&mut instance, "/data/place/tehsil", "nowhere");
    assert_eq!(found(&form, &instance), []);
    assert_eq!(form.with_external("other.csv", &tehsils()).unwrap_err().faults[0].code, "form.media.unknown");
}

#[test]
fn what_hangs_on_a_refused_consent_is_irrelevant() {
    let form = form();
    let mut instance = submission();
    answer(&mut instance, "/data/place/consent", "no");
    answer(&mut instance, "/data/land", "");
    let violations = found(&form, &instance);
    let irrelevant = violations.iter().filter(|(_, kind)| *kind == ViolationKind::Irrelevant).count();
    assert!(violations.contains(&("/data/household/member[3]/name".to_owned(), ViolationKind::Irrelevant)));
    // Only the name of the record is worked out from what is now empty.
    assert_eq!(violations.len() - irrelevant, 1, "{violations:?}");
    for name in ["household", "assets", "land"] {
        let node = instance.find(&format!("/data/{name}")).unwrap();
        instance.remove(node);
    }
    answer(&mut instance, "/data/meta/instanceName", " north");
    assert_eq!(found(&form, &instance), []);
}

#[test]
fn missing_elements_are_unanswered_questions() {
    let form = form();
    let mut instance = submission();
    let node = instance.find("/data/household/member[2]/name").unwrap();
    instance.remove(node);
    assert_eq!(
        found(&form, &instance),
        [("/data/household/member[2]/name".to_owned(), ViolationKind::Required)]
    );
}

#[test]
fn elements_the_form_has_only_once_are_strangers_the_second_time() {
    let form = form();
    let mut instance = submission();
    let members = instance.find("/data/household/members").unwrap();
    instance.copy_after(members);
    assert_eq!(
        found(&form, &instance),
        [("/data/household/members[2]".to_owned(), ViolationKind::UnknownNode)]
    );
    let other = Instance::parse(b"<other/>").unwrap();
    assert_eq!(found(&form, &other), [("/other".to_owned(), ViolationKind::UnknownNode)]);
}

#[test]
fn a_flood_of_unknown_elements_is_reported_shortly() {
    let form = form();
    let mut instance = submission();
    for _ in 0..5_000 {
        instance.add_child(instance.root(), "invented");
    }
    let violations = found(&form, &instance);
    assert_eq!(violations.len(), 101);
    assert_eq!(violations[99], ("/data/invented[100]".to_owned(), ViolationKind::UnknownNode));
    assert_eq!(violations[100], ("/data".to_owned(), ViolationKind::UnknownNode));
}

#[test]
fn endless_rows_are_not_checked_one_by_one() {
    let form = form();
    let mut instance = submission();
    let row = instance.find("/data/household/member[3]").unwrap();
    for _ in 0..3_000 {
        instance.copy_after(row);
    }
    assert_eq!(found(&form, &instance), [("/data".to_owned(), ViolationKind::RepeatCount)]);
}

#[test]
fn messages_come_in_every_language() {
    let form = form();
    let mut instance = submission();
    answer(&mut instance, "/data/household/head_cnic", "1");
    let violations = form.check(&instance, &now());
    let [Violation { message: Some(message), .. }] = violations.as_slice() else { panic!("{violations:?}") };
    assert_eq!(message.text("en"), "The CNIC has 13 digits");
    assert_eq!(message.text("Urdu (ur)"), "شناختی کارڈ کے ۱۳ ہندسے");
    answer(&mut instance, "/data/household/head_cnic", "");
    let violations = form.check(&instance, &now());
    assert_eq!(violations[0].message.as_ref().unwrap().text("en"), "The CNIC is needed");
    let shown = format!("{violations:?}");
    assert!(!shown.contains("Invented Head"), "no answer is shown");
}

#[test]
fn the_form_lends_its_words() {
    let form = form();
    assert_eq!(
        (form.id(), form.version(), form.title()),
        ("invented_household", "2026010101", "Invented household")
    );
    assert_eq!(form.languages().collect::<Vec<_>>(), ["English (en)", "Urdu (ur)"]);
    assert_eq!(form.default_language(), "English (en)");
    assert_eq!(form.label("/data/household/member[2]/age", "ur"), Some("عمر"));
    assert_eq!(form.label("/data/household/member", "en"), Some("Member"));
    assert_eq!(form.label("/data/household/summary", "en"), Some("Members below 18: …"));
    assert_eq!(form.label("/data/household/key", "en"), None);
    assert_eq!(form.choice_label("/data/household/member[1]/sex", "female", "ur"), Some("عورت"));
    assert_eq!(form.choice_label("district", "n2", "en"), Some("North two"));
    assert_eq!(form.choice_label("/data/place/tehsil", "t2", "en"), Some("Tehsil two"));
    assert_eq!(form.choice_label("/data/place/tehsil", "zz", "en"), None);
    assert!(form.is_repeat("/data/household/member") && !form.is_repeat("/data/household"));
}

#[test]
fn a_template_is_a_blank_submission() {
    let form = form();
    let mut instance = form.template();
    assert_eq!((instance.form_id(), instance.version()), (Some("invented_household"), Some("2026010101")));
    answer(&mut instance, "/data/place/consent", "no");
    let household = instance.find("/data/household").unwrap();
    instance.remove(household);
    let again = Instance::parse(instance.to_xml().as_bytes()).unwrap();
    let required: Vec<String> = found(&form, &again)
        .into_iter()
        .inspect(|(_, kind)| assert_ne!(*kind, ViolationKind::UnknownNode))
        .filter(|(_, kind)| *kind == ViolationKind::Required)
        .map(|(path, _)| path)
        .collect();
    assert_eq!(required, ["province", "district", "tehsil"].map(|name| format!("/data/place/{name}")));
}

#[test]
fn faults_are_found_at_publication_all_at_once() {
    let cases = [
        ("&gt;= 1 and . &lt;= 30", "&gt;= 1 and", "form.expression.syntax"),
        (". &gt;= 1 and . &lt;= 30", "between(., 1, 30)", "form.function.unknown"),
        (". &gt;= 1 and . &lt;= 30", "selected(.)", "form.function.arguments"),
        (". &gt;= 1 and . &lt;= 30", ". &lt; ../limit", "form.path.missing"),
        (". &gt;= 1 and . &lt;= 30", ". &lt; /data/household/member/age", "form.path.repeated"),
        (". &gt;= 1 and . &lt;= 30", ". &lt; /data/household/member[2]/age", "form.path.unsupported"),
        (". &gt;= 1 and . &lt;= 30", "digest(., 'MD5') = 'x'", "form.function.unsupported"),
        ("'[0-9]{13}'", "'(?=9)[0-9]{13}'", "form.regex"),
        ("../age  * 12", "../age_months * 12", "form.cycle"),
        ("../age  * 12", "../income", ""),
        ("sum( ../job/job_income )", "../age_months + sum( /data/household/total_income )", "form.cycle"),
        ("nodeset=\"/data/household/members\"", "nodeset=\"/data/household/number\"", "form.path.missing"),
        ("ref=\"/data/household/members\"", "ref=\"/data/household/number\"", "form.path.missing"),
        ("jr:count=\" /data/household/members \"", "jr:count=\"/data/nowhere\"", "form.path.missing"),
        ("item[province= /data/place/province ]", "item[region= /data/place/province ]", "form.path.missing"),
        ("instance('sex')", "instance('gender')", "form.path.missing"),
        ("<model odk", "<mode1 odk", "form.xml"),
    ];
    for (old, new, code) in cases {
        assert!(FORM.contains(old), "{old}");
        let codes: Vec<&str> = match Form::parse(&FORM.replacen(old, new, 1)) {
            Ok(_) => vec![],
            Err(error) => error.faults.iter().map(|fault| fault.code).collect(),
        };
        assert_eq!(codes, if code.is_empty() { vec![] } else { vec![code] }, "{old} -> {new}");
    }
    let two = FORM.replacen("'[0-9]{13}'", "'['", 1).replacen("../age  * 12", "../agee * 12", 1);
    let error = Form::parse(&two).unwrap_err();
    assert_eq!(error.faults.len(), 2);
    assert!(
        error.to_string().contains("/data/household/member/age_months calculate: the form has no node"),
        "{error}"
    );
}

#[test]
fn entities_and_values_set_on_events_are_accepted() {
    let form = FORM
        .replacen("<instanceName/>", "<instanceName/><entity dataset=\"households\" id=\"\" create=\"\"><label/></entity>", 1)
        .replacen(
            "</model>",
            "<bind nodeset=\"/data/meta/entity/@id\" type=\"string\" readonly=\"true()\"/>\
             <bind nodeset=\"/data/meta/entity/@create\" calculate=\"/data/place/consent = 'yes'\" type=\"string\"/>\
             <bind nodeset=\"/data/meta/entity/label\" calculate=\"/data/household/head_name\" type=\"string\"/>\
             <setvalue event=\"odk-instance-first-load\" ref=\"/data/meta/entity/@id\" value=\"uuid()\"/>\
             <setvalue event=\"odk-instance-first-load\" ref=\"/data/remarks\" value=\"concat('a', uuid())\"/></model>",
            1,
        );
    let form = Form::parse(&form).unwrap();
    assert_eq!(form.template().text_at("/data/meta/entity/label"), Some(""));
    let label = ("/data/meta/entity/label".to_owned(), ViolationKind::Calculation);
    assert_eq!(found(&form, &submission()), [label]);
    let wrong = FORM.replacen(
        "</model>",
        "<setvalue event=\"odk-instance-first-load\" ref=\"/data/remarks\" value=\"nothing()\"/></model>",
        1,
    );
    assert_eq!(Form::parse(&wrong).unwrap_err().faults[0].code, "form.function.unknown");
}

#[test]
fn finished_interviews_are_judged_as_javarosa_judges_them() {
    let form = Form::parse(include_str!("../../tests/forms/repeats.xml")).unwrap();
    let cases =
        include_str!("../../tests/forms/repeats-javarosa.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut judged = 0;
    for (xml, expected) in cases.map(|line| line.split_once('\t').unwrap()) {
        let instance = Instance::parse(xml.as_bytes()).unwrap();
        let mut violations: Vec<String> = found(&form, &instance)
            .into_iter()
            .map(|(path, kind)| format!("{path} {}", kind.code()))
            .collect();
        violations.sort();
        // All calculations are worked out again as well, and none may differ.
        assert_eq!(violations.join("; "), expected, "{xml}");
        judged += 1;
    }
    assert_eq!(judged, 30);
}

#[test]
fn one_form_serves_many_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&form());
}

#[test]
fn a_value_worked_out_need_not_be_of_the_type() {
    let form = FORM.replacen(
        "<bind nodeset=\"/data/household/children\" type=\"string\"",
        "<bind nodeset=\"/data/household/children\" type=\"date\"",
        1,
    );
    assert_eq!(found(&Form::parse(&form).unwrap(), &submission()), []);
}

/// Every leaf of the tree.
fn leaves(instance: &Instance, node: NodeId, found: &mut Vec<NodeId>) {
    if !instance.has_children(node) {
        found.push(node);
    }
    for child in instance.children(node) {
        leaves(instance, child, found);
    }
}

proptest! {
    #[test]
    fn no_answers_make_the_check_panic(
        answers in proptest::collection::vec((any::<prop::sample::Index>(), "[ -~]{0,6}|[0-9.-]{1,12}|none|yes|2026-01-0[1-9]|.{0,3}"), 0..20),
        copies in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        removals in proptest::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let form = form();
        let mut instance = submission();
        let mut nodes = Vec::new();
        leaves(&instance, instance.root(), &mut nodes);
        for (index, text) in answers {
            instance.set_text(*index.get(&nodes), &text);
        }
        for index in copies {
            let node = *index.get(&nodes);
            let parent = instance.parent(node).unwrap();
            instance.copy_after(if parent == instance.root() { node } else { parent });
        }
        for index in removals {
            instance.remove(*index.get(&nodes));
        }
        form.check(&instance, &now());
    }

    #[test]
    fn no_damage_makes_the_reader_of_forms_panic(
        cut in any::<prop::sample::Index>(), length in 0_usize..40, put in "[ -~]{0,12}",
    ) {
        let start = FORM.floor_char_boundary(cut.index(FORM.len()));
        let end = FORM.ceil_char_boundary((start + length).min(FORM.len()));
        let damaged = format!("{}{put}{}", &FORM[..start], &FORM[end..]);
        if let Ok(form) = Form::parse(&damaged) {
            form.check(&submission(), &now());
        }
    }
}
