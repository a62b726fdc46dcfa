//! Trouble is there, in about the shares stated, and leaves what a record cannot do without.

use crate::draw;
use population::Trouble;
use registry::{code_lists::Sex, identity::Identity};

#[test]
fn surveys_have_their_faults() {
    let households = draw(5_000, Trouble::AsInLife);
    let (mut adults, mut without_cnic, mut aged, mut members, mut wrong_digit) = (0.0, 0.0, 0.0, 0.0, 0);
    for (_, record) in &households {
        assert!(record.find_head().is_some());
        let on = record.interview.interview_date.unwrap();
        for member in &record.members {
            let age = member.age_years_on(on).expect("an age or a date of birth");
            members += 1.0;
            if member.person.age_years.is_some() {
                assert!(member.person.birth_date.is_none() && member.age_stated_on == Some(on));
                aged += 1.0;
            }
            if age >= 18 {
                adults += 1.0;
                without_cnic += f64::from(u8::from(member.identity == Identity::None));
            }
            let other_sex = |number: registry::identity::CitizenNumber| {
                member.person.sex != Some(Sex::Transgender) && Some(number.sex()) != member.person.sex
            };
            wrong_digit += u32::from(member.identity.number().is_some_and(other_sex));
            assert!(member.person.sex.is_some());
        }
    }
    let (without_cnic, aged) = (without_cnic / adults, aged / members);
    assert!((0.045..0.085).contains(&without_cnic), "{without_cnic}");
    assert!((0.12..0.24).contains(&aged), "{aged}");
    assert!((80..350).contains(&wrong_digit), "{wrong_digit}");
    let no_rooms = households.iter().filter(|(_, record)| record.dwelling.rooms.is_none()).count();
    assert!((8..70).contains(&no_rooms), "{no_rooms}");
}
