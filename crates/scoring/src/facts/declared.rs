//! Every fact, declared once. The order is that of snapshot columns: a new fact comes last, and one that released
//! rules use is never changed.

use super::{
    COUNT, Fact, Value,
    code_lists::{
        FemaleHeadEducation, HeadEmployment, HouseStructure, LivestockCombination, Province,
        VehicleCombination,
    },
    known::Known,
    possessions as possess, roster,
    value::FactType,
};
use registry::code_lists::{
    CardAttendance, CardEducation, CardToilet, Connection, DwellingType, Floor, Fuel, Internet, Light,
    MaritalStatus, Region, Roof, Tenure, Toilet, Wall, WaterSource,
};

/// Each: what it means, its name, its type, the unit of a number, the questions it comes from, its derivation.
macro_rules! facts {
    ($($(#[doc = $about:literal])+ $name:ident : $type:ty $(, in $unit:literal)?, from $from:literal = $derive:expr;)+) => {
        /// Every fact, in the order of snapshot columns.
        pub const ALL: &[Fact] = &[$(Fact {
            name: stringify!($name),
            kind: <$type as FactType>::KIND,
            unit: facts!(@unit $($unit)?),
            about: concat!($($about),+).trim_ascii_start(),
            from: $from,
        }),+];

        /// The value of every fact, in the same order.
        pub(super) fn values(known: &Known) -> [Option<Value>; COUNT] {
            [$(value::<$type>($derive, known)),+]
        }
    };
    (@unit) => { None };
    (@unit $unit:literal) => { Some($unit) };
}

fn value<T: FactType>(derive: impl Fn(&Known) -> Option<T>, known: &Known) -> Option<Value> {
    // A number that no question admits is not known: no band was made for it.
    derive(known).map(T::value).filter(|value| !matches!(value, Value::Number(number) if !is_sound(*number)))
}

fn is_sound(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}

facts! {
    /// Province or territory in which the household lives on the day. Lacking while its tehsil is not known.
    province: Province, from "location" = possess::province;
    /// Rural or urban, as the census classed the block.
    region: Region, from "location.region" = |known| known.record.location.region;

    /// Usual members; else as the 2010 card stated them.
    members_count: u32, in "persons", from "roster; paper_card.members" = roster::members_count;
    /// Usual members from 0 to 4 years. Lacking while any age is.
    members_aged_0_to_4_count: u32, in "persons", from "person.birth_date, person.age_years"
        = |known| roster::members_aged(known, 0, 4);
    /// Usual members from 5 to 16 years. Lacking while any age is.
    members_aged_5_to_16_count: u32, in "persons", from "person.birth_date, person.age_years"
        = |known| roster::members_aged(known, 5, 16);
    /// Usual members of 13 years or younger. Lacking while any age is.
    members_aged_13_or_younger_count: u32, in "persons", from "person.birth_date, person.age_years"
        = |known| roster::members_aged(known, 0, 13);
    /// Usual members from 18 to 64 years. Lacking while any age is.
    members_aged_18_to_64_count: u32, in "persons", from "person.birth_date, person.age_years"
        = |known| roster::members_aged(known, 18, 64);
    /// Usual members of 65 years or older. Lacking while any age is.
    members_aged_65_or_older_count: u32, in "persons", from "person.birth_date, person.age_years"
        = |known| roster::members_aged(known, 65, u8::MAX);
    /// Usual members under 18 or over 65 years, as the 2010 card counts them. Lacking while any age is, unless the card
    /// states it.
    dependants_count: u32, in "persons", from "person.birth_date, person.age_years; paper_card.dependants"
        = roster::dependants_count;
    /// Part of the usual members who are under 18 or over 65 years, from 0 to 1.
    dependants_share: f64, in "part of the members", from "dependants_count, members_count" = roster::dependants_share;
    /// Usual members who are women or girls. Lacking while anybody's sex is.
    females_count: u32, in "persons", from "person.sex" = roster::females_count;
    /// Age of the oldest usual member. Lacking while any age is.
    oldest_age_years: u32, in "years", from "person.birth_date, person.age_years" = roster::oldest_age_years;
    /// A usual member is 65 years or older. Yes as soon as one is, no only when every age is known.
    has_member_aged_65_or_older: bool, from "person.birth_date, person.age_years"
        = roster::has_member_aged_65_or_older;
    /// A usual member is a woman who is widowed. No only when it is known of every woman of ten or more; widowers do
    /// not count.
    has_widow: bool, from "person.sex, person.marital_status" = roster::has_widow;
    /// Usual members who are women and married, widowed, divorced or separated: one for each family.
    ever_married_women_count: u32, in "persons", from "person.sex, person.marital_status"
        = roster::ever_married_women_count;
    /// A usual member of five years or more has a lot of difficulty or cannot do at all in one of the six domains of
    /// the Washington Group short set. No only when all are answered.
    has_functional_disability: bool, from "disability.seeing to disability.communicating"
        = roster::has_functional_disability;
    /// A usual member holds a CNIC or B-form with the disability mark of NADRA. Children below five who were not asked
    /// hold none.
    has_disability_card: bool, from "disability.disability_card" = roster::has_disability_card;
    /// A usual member is disabled: has_functional_disability (Washington Group) or has_disability_card (registered).
    /// Either of the two suffices.
    has_disabled_member: bool, from "has_functional_disability, has_disability_card" = roster::has_disabled_member;

    /// Age of the head. Lacking where nobody, or more than one, is said to be head.
    head_age_years: u32, in "years", from "person.relation, person.birth_date, person.age_years"
        = roster::head_age_years;
    /// The head is a woman.
    head_is_female: bool, from "person.relation, person.sex" = roster::head_is_female;
    /// Marital status of the head.
    head_marital_status: MaritalStatus, from "person.relation, person.marital_status" = roster::head_marital_status;
    /// Highest education of the head in the bands of the 2010 card. Less than class 1 is in the band up to class 5.
    head_education: CardEducation, from "education.ever_attended, education.highest_class; paper_card.head_education"
        = roster::head_education;
    /// Years of schooling of the head's highest class: intermediate 12, diploma 13, bachelor 14, master 16, doctorate
    /// 18. Lacking where the class is "other".
    head_schooling_years: u32, in "years", from "education.ever_attended, education.highest_class"
        = roster::head_schooling_years;
    /// The head reads and writes a simple sentence in any language.
    head_is_literate: bool, from "education.can_read, education.can_write" = roster::head_is_literate;
    /// Work of the head, or that there is none.
    head_employment: HeadEmployment, from "work.worked, work.has_job, work.employment_status"
        = roster::head_employment;
    /// Education of the woman who is head, or wife of the head; with several wives, that of the one with most.
    female_head_or_spouse_education: FemaleHeadEducation,
        from "person.relation, person.sex, education.ever_attended, education.highest_class"
        = roster::female_head_or_spouse_education;
    /// Years of schooling of the usual member of 18 or more who has most, reckoned as for the head.
    highest_schooling_years: u32, in "years", from "education.ever_attended, education.highest_class"
        = roster::highest_schooling_years;
    /// Usual members of 15 or more who read and write.
    literate_adults_count: u32, in "persons", from "education.can_read, education.can_write"
        = roster::literate_adults_count;
    /// Whether children of 5 to 16 attend school: all, some, none, or there are none. Learning by heart only is not
    /// attending.
    children_5_to_16_attending: CardAttendance,
        from "education.attending_now, education.ever_attended, education.school_type; paper_card.children_attending"
        = roster::children_5_to_16_attending;
    /// Every child of 5 to 13 attends school; yes where there is none. No as soon as one does not.
    all_children_5_to_13_attend: bool, from "education.attending_now, education.ever_attended, education.school_type"
        = roster::all_children_5_to_13_attend;
    /// Children of 5 to 16 who do not attend school.
    children_5_to_16_out_of_school_count: u32, in "persons",
        from "education.attending_now, education.ever_attended, education.school_type"
        = roster::children_5_to_16_out_of_school_count;

    /// Usual members of ten or more who worked in the last month or were away from their work.
    employed_members_count: u32, in "persons", from "work.worked, work.has_job" = roster::employed_members_count;
    /// Part of the usual members who are of ten or more and employed, from 0 to 1.
    employed_members_share: f64, in "part of the members", from "employed_members_count, members_count"
        = roster::employed_members_share;
    /// Usual members who are paid employees.
    paid_employees_count: u32, in "persons", from "work.worked, work.has_job, work.employment_status"
        = roster::paid_employees_count;
    /// Usual members who work in an elementary occupation (major group 9 of PSCO).
    elementary_workers_count: u32, in "persons", from "work.worked, work.has_job, work.occupation"
        = roster::elementary_workers_count;
    /// Usual members who work in agriculture.
    agricultural_workers_count: u32, in "persons", from "work.worked, work.has_job, work.industry"
        = roster::agricultural_workers_count;
    /// A child of 5 to 14 worked for at least an hour in the last month.
    has_working_child: bool, from "work.worked" = roster::has_working_child;
    /// A usual member is a paid employee of government; state enterprises do not count.
    government_job: bool, from "work.worked, work.has_job, work.employment_status, work.employer"
        = roster::government_job;
    /// A usual member has travelled abroad, other than for Hajj, Umrah or Ziarat. Yes as soon as one has, no only when
    /// every adult of 18 or more said no.
    foreign_travel: bool, from "person.foreign_travel" = roster::foreign_travel;
    /// A usual member holds a passport of the executive counter. Yes as soon as one does, no only when every adult of
    /// 18 or more said no.
    executive_passport: bool, from "person.executive_passport" = roster::executive_passport;

    /// Kind of dwelling.
    dwelling_type: DwellingType, from "dwelling.dwelling_type" = |known| known.record.dwelling.dwelling_type;
    /// By what right the household lives there.
    tenure: Tenure, from "dwelling.tenure" = |known| known.record.dwelling.tenure;
    /// Rooms used for living.
    rooms_count: u32, in "rooms", from "dwelling.rooms" = |known| known.record.dwelling.rooms.map(u32::from);
    /// Rooms used for living divided by usual members.
    rooms_per_person: f64, in "rooms per person", from "dwelling.rooms, members_count" = possess::rooms_per_person;
    /// Main material of the outer walls.
    wall: Wall, from "dwelling.wall" = |known| known.record.dwelling.wall;
    /// Main material of the roof.
    roof: Roof, from "dwelling.roof" = |known| known.record.dwelling.roof;
    /// Main material of the floor.
    floor: Floor, from "dwelling.floor" = |known| known.record.dwelling.floor;
    /// Structure of the house: pakka with walls of burnt brick or stone with cement and a roof of concrete or girders;
    /// kacha with walls of mud brick, wood or other and a roof of wood, thatch or other; else semi-pakka.
    house_structure: HouseStructure, from "dwelling.wall, dwelling.roof" = possess::house_structure;
    /// A separate kitchen.
    has_kitchen: bool, from "dwelling.kitchen" = |known| known.record.dwelling.kitchen;
    /// Main fuel for cooking.
    cook_fuel: Fuel, from "dwelling.cook_fuel" = |known| known.record.dwelling.cook_fuel;
    /// Main fuel for heating.
    heat_fuel: Fuel, from "dwelling.heat_fuel" = |known| known.record.dwelling.heat_fuel;
    /// Main source of light.
    light: Light, from "dwelling.light" = |known| known.record.dwelling.light;
    /// Main source of drinking water.
    water_source: WaterSource, from "dwelling.water_source" = |known| known.record.dwelling.water_source;
    /// Drinking water comes from a covered source (indicator 18).
    water_is_covered: bool, from "dwelling.water_source" = possess::water_is_covered;
    /// Drinking water inside the dwelling or plot.
    water_inside: bool, from "dwelling.water_inside" = |known| known.record.dwelling.water_inside;
    /// Kind of toilet.
    toilet: Toilet, from "dwelling.toilet" = |known| known.record.dwelling.toilet;
    /// Kind of toilet in the bands of the 2010 card: flush, dry, none.
    toilet_band: CardToilet, from "dwelling.toilet; paper_card.toilet" = possess::toilet_band;
    /// Toilet shared with other households; no where there is none.
    toilet_shared: bool, from "dwelling.toilet_shared, dwelling.toilet" = possess::toilet_shared;

    /// Connection to electricity.
    electricity: Connection, from "utilities.electricity" = |known| known.record.utilities.electricity;
    /// Connection to piped gas.
    gas: Connection, from "utilities.gas" = |known| known.record.utilities.gas;
    /// Internet at home.
    internet: Internet, from "utilities.internet" = |known| known.record.utilities.internet;
    /// A land line.
    has_landline: bool, from "utilities.landline" = |known| known.record.utilities.landline;
    /// Mobile telephones in use.
    mobile_phones_count: u32, in "telephones", from "utilities.mobile_phones"
        = |known| known.record.utilities.mobile_phones.map(u32::from);
    /// Telephone bills of all members in an average month; 0 where the household has no telephone.
    phone_bill_rupees: u32, in "rupees a month",
        from "utilities.phone_bill_rupees, utilities.landline, utilities.mobile_phones" = possess::phone_bill_rupees;
    /// Electricity bill of an average month.
    electricity_bill_rupees: u32, in "rupees a month", from "utilities.electricity_bill_rupees"
        = |known| known.record.utilities.electricity_bill_rupees;

    /// Owns a refrigerator.
    owns_refrigerator: bool, from "assets.refrigerator" = |known| possess::owned(known.record.assets.refrigerator);
    /// Owns a freezer.
    owns_freezer: bool, from "assets.freezer" = |known| possess::owned(known.record.assets.freezer);
    /// Owns a washing machine.
    owns_washing_machine: bool, from "assets.washing_machine"
        = |known| possess::owned(known.record.assets.washing_machine);
    /// Owns an air conditioner.
    owns_air_conditioner: bool, from "assets.air_conditioner"
        = |known| possess::owned(known.record.assets.air_conditioner);
    /// Owns an air cooler.
    owns_air_cooler: bool, from "assets.air_cooler" = |known| possess::owned(known.record.assets.air_cooler);
    /// Owns a geyser.
    owns_geyser: bool, from "assets.geyser" = |known| possess::owned(known.record.assets.geyser);
    /// Owns a room heater.
    owns_heater: bool, from "assets.heater" = |known| possess::owned(known.record.assets.heater);
    /// Owns a cooking stove.
    owns_cooking_stove: bool, from "assets.cooking_stove"
        = |known| possess::owned(known.record.assets.cooking_stove);
    /// Owns a cooking range.
    owns_cooking_range: bool, from "assets.cooking_range"
        = |known| possess::owned(known.record.assets.cooking_range);
    /// Owns a microwave oven.
    owns_microwave: bool, from "assets.microwave" = |known| possess::owned(known.record.assets.microwave);
    /// Owns a television.
    owns_television: bool, from "assets.television; paper_card.television" = possess::owns_television;
    /// Owns a computer or laptop.
    owns_computer: bool, from "assets.computer" = |known| possess::owned(known.record.assets.computer);
    /// Owns a sewing machine.
    owns_sewing_machine: bool, from "assets.sewing_machine"
        = |known| possess::owned(known.record.assets.sewing_machine);
    /// Fans.
    fans_count: u32, in "fans", from "assets.fan" = |known| known.record.assets.fan.map(u32::from);
    /// Owns a water pump with a motor.
    owns_water_pump: bool, from "assets.water_pump" = |known| possess::owned(known.record.assets.water_pump);
    /// Owns batteries with an inverter.
    owns_ups: bool, from "assets.ups" = |known| possess::owned(known.record.assets.ups);
    /// Owns a generator.
    owns_generator: bool, from "assets.generator" = |known| possess::owned(known.record.assets.generator);
    /// Owns a solar panel.
    owns_solar_panel: bool, from "assets.solar_panel" = |known| possess::owned(known.record.assets.solar_panel);
    /// Owns a bicycle.
    owns_bicycle: bool, from "assets.bicycle" = |known| possess::owned(known.record.assets.bicycle);
    /// Owns a motorcycle or scooter.
    owns_motorcycle: bool, from "assets.motorcycle; paper_card.motorcycle_or_scooter" = possess::owns_motorcycle;
    /// Owns a rickshaw with a motor.
    owns_rickshaw: bool, from "assets.rickshaw" = |known| possess::owned(known.record.assets.rickshaw);
    /// Owns a car, jeep or van.
    owns_car: bool, from "assets.car" = |known| possess::owned(known.record.assets.car);
    /// Owns a tractor.
    owns_tractor: bool, from "assets.tractor" = |known| possess::owned(known.record.assets.tractor);
    /// Owns a lorry or bus.
    owns_lorry: bool, from "assets.lorry" = |known| possess::owned(known.record.assets.lorry);
    /// Owns a refrigerator or a freezer.
    owns_refrigerator_or_freezer: bool, from "assets.refrigerator, assets.freezer; paper_card.cold_or_washing"
        = possess::owns_refrigerator_or_freezer;
    /// Owns a refrigerator, a freezer or a washing machine.
    owns_refrigerator_freezer_or_washing_machine: bool,
        from "assets.refrigerator, assets.freezer, assets.washing_machine; paper_card.cold_or_washing"
        = possess::owns_refrigerator_freezer_or_washing_machine;
    /// Owns an air conditioner, air cooler, geyser or heater.
    owns_cooler_or_heater: bool,
        from "assets.air_conditioner, assets.air_cooler, assets.geyser, assets.heater; paper_card.climate"
        = possess::owns_cooler_or_heater;
    /// Owns a cooking stove, cooking range or microwave oven.
    owns_cooking_appliance: bool,
        from "assets.cooking_stove, assets.cooking_range, assets.microwave; paper_card.cooking"
        = possess::owns_cooking_appliance;
    /// Owns a car, tractor, lorry or bus; a motorcycle or rickshaw does not count.
    owns_vehicle: bool, from "assets.car, assets.tractor, assets.lorry; paper_card.car_or_tractor"
        = possess::owns_vehicle;
    /// Owns anything with an engine that drives: motorcycle, scooter, rickshaw, car, tractor, lorry or bus.
    owns_any_motor_vehicle: bool,
        from "assets.motorcycle, assets.rickshaw, assets.car, assets.tractor, assets.lorry; paper_card"
        = possess::owns_any_motor_vehicle;
    /// Vehicles in the bands of the 2010 card: car or tractor, and motorcycle or scooter.
    vehicles: VehicleCombination,
        from "assets.car, assets.tractor, assets.motorcycle; paper_card.car_or_tractor, paper_card.motorcycle_or_scooter"
        = possess::vehicles;

    /// Owns agricultural land.
    owns_land: bool, from "land.owns_land, land.land_owned_acres" = possess::owns_land;
    /// Agricultural land owned; 0 where none is.
    land_owned_acres: f64, in "acres", from "land.land_owned_acres, land.owns_land" = possess::land_owned_acres;
    /// Agricultural land rented or share-cropped from others.
    land_rented_in_acres: f64, in "acres", from "land.land_rented_in_acres"
        = |known| known.record.land.land_rented_in_acres;
    /// Owns any animal.
    owns_livestock: bool, from "livestock" = possess::owns_livestock;
    /// Buffaloes.
    buffaloes_count: u32, in "heads", from "livestock.buffaloes, livestock.owns_livestock"
        = |known| possess::heads(known, |animals| animals.buffaloes);
    /// Cows and bullocks.
    cattle_count: u32, in "heads", from "livestock.cattle, livestock.owns_livestock"
        = |known| possess::heads(known, |animals| animals.cattle);
    /// Sheep and goats.
    sheep_and_goats_count: u32, in "heads", from "livestock.sheep, livestock.goats, livestock.owns_livestock"
        = possess::sheep_and_goats_count;
    /// Animals in the bands of the 2010 card: buffalo or bullock, and cow, goat or sheep. Later questionnaires count
    /// cows and bullocks together: there a head of cattle is taken for a cow.
    livestock: LivestockCombination,
        from "livestock; paper_card.buffalo_or_bullock, paper_card.cow_goat_or_sheep" = possess::livestock;
}
