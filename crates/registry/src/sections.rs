//! The sections of the record: every question of the household questionnaire, declared once. Names are those of the
//! forms under `forms/`; definitions behind them are the 26 indicators', the 2010 card's and a 43-variable model's.

#[allow(clippy::wildcard_imports, reason = "the sections use nearly every code list there is")]
use crate::code_lists::*;
use crate::{macros::sections, personal::Personal};
use jiff::civil::Date;
use std::collections::BTreeSet;

sections! {
    /// Who was asked, when and where. One interview.
    Interview "interview" {
        /// Day of the interview.
        interview_date: Date;
        /// How the interview was held.
        mode: SurveyMode;
        /// The respondent consents to the record being kept and used.
        consent: bool;
        /// Name of the respondent.
        respondent: Personal;
        /// Row of the respondent on the roster.
        respondent_line: u8;
        /// Telephone number at which the household can be reached.
        phone: Personal;
        /// Latitude, degrees north.
        latitude: f64, in -90.0..=90.0;
        /// Longitude, degrees east.
        longitude: f64, in -180.0..=180.0;
        /// Radius within which the position is known, metres.
        accuracy_metres: f64, in 0.0..=1_000_000.0;
    }

    /// The house and what belongs to it.
    Dwelling "dwelling" {
        /// Kind of dwelling.
        dwelling_type: DwellingType;
        /// By what right the household lives there.
        tenure: Tenure;
        /// Rooms used for living, without kitchen, bathroom and store.
        rooms: u8, in 0..=60;
        /// Main material of the outer walls.
        wall: Wall;
        /// Main material of the roof.
        roof: Roof;
        /// Main material of the floor.
        floor: Floor;
        /// A separate kitchen.
        kitchen: bool;
        /// Main fuel for cooking.
        cook_fuel: Fuel;
        /// Main fuel for heating.
        heat_fuel: Fuel;
        /// Main source of light.
        light: Light;
        /// Main source of drinking water.
        water_source: WaterSource;
        /// Drinking water inside the dwelling or plot.
        water_inside: bool;
        /// Kind of toilet.
        toilet: Toilet;
        /// Toilet shared with other households.
        toilet_shared: bool;
        /// Where people go when there is no toilet.
        defecation_place: DefecationPlace;
    }

    /// Connections and bills.
    Utilities "utilities" {
        /// Electricity.
        electricity: Connection;
        /// Piped gas; a cylinder is none.
        gas: Connection;
        /// Internet at home.
        internet: Internet;
        /// A land line.
        landline: bool;
        /// Mobile telephones in use, number.
        mobile_phones: u8;
        /// Telephone bills of all members in an average month of the last six, rupees.
        phone_bill_rupees: u32;
        /// Electricity bill of an average month of the last six, rupees.
        electricity_bill_rupees: u32;
    }

    /// Durable goods in working order, number of each.
    Assets "assets" {
        /// Refrigerators.
        refrigerator: u8;
        /// Freezers.
        freezer: u8;
        /// Washing machines.
        washing_machine: u8;
        /// Air conditioners.
        air_conditioner: u8;
        /// Air coolers.
        air_cooler: u8;
        /// Geysers.
        geyser: u8;
        /// Room heaters.
        heater: u8;
        /// Cooking stoves.
        cooking_stove: u8;
        /// Cooking ranges.
        cooking_range: u8;
        /// Microwave ovens.
        microwave: u8;
        /// Televisions.
        television: u8;
        /// Computers and laptops.
        computer: u8;
        /// Sewing machines.
        sewing_machine: u8;
        /// Fans.
        fan: u8;
        /// Water pumps with a motor.
        water_pump: u8;
        /// Batteries with inverter (UPS).
        ups: u8;
        /// Generators.
        generator: u8;
        /// Solar panels.
        solar_panel: u8;
        /// Bicycles.
        bicycle: u8;
        /// Motorcycles and scooters.
        motorcycle: u8;
        /// Rickshaws with a motor.
        rickshaw: u8;
        /// Cars, jeeps and vans.
        car: u8;
        /// Tractors.
        tractor: u8;
        /// Lorries and buses.
        lorry: u8;
    }

    /// Agricultural land (PSLM G1-G3). One acre is 8 kanal or 160 marla, 0.4047 hectare.
    Land "land" {
        /// Owns agricultural land.
        owns_land: bool;
        /// Owned, acres.
        land_owned_acres: f64, in 0.0..=100_000.0;
        /// Of it irrigated, acres.
        land_irrigated_acres: f64, in 0.0..=100_000.0;
        /// Rented or share-cropped from others, acres.
        land_rented_in_acres: f64, in 0.0..=100_000.0;
        /// Rented or share-cropped to others, acres.
        land_rented_out_acres: f64, in 0.0..=100_000.0;
        /// Sex of the owner named in the title.
        land_owner_sex: Sex;
    }

    /// Animals owned, heads (PSLM G4-G7).
    Livestock "livestock" {
        /// Owns any animal.
        owns_livestock: bool;
        /// Buffaloes.
        buffaloes: u16;
        /// Cows and bullocks.
        cattle: u16;
        /// Camels.
        camels: u16;
        /// Horses and mules.
        horses: u16;
        /// Donkeys.
        donkeys: u16;
        /// Sheep.
        sheep: u16;
        /// Goats.
        goats: u16;
        /// Chickens and other birds.
        poultry: u32;
    }

    /// Support received in the last twelve months, as the respondent says.
    Support "support" {
        /// Unconditional cash of BISP (Kafaalat).
        kafaalat: bool;
        /// Conditional cash for school (Taleemi Wazaif).
        taleemi_wazaif: bool;
        /// Conditional cash for nutrition (Nashonuma).
        nashonuma: bool;
        /// Emergency cash.
        emergency_cash: bool;
        /// Zakat or Bait-ul-Mal.
        zakat: bool;
        /// A pension or old-age benefit.
        pension: bool;
        /// Anything else.
        other_support: bool;
        /// All of it together, rupees in twelve months.
        support_rupees: u32;
    }

    /// Contact with state institutions in the last twelve months, and satisfaction of those who had it.
    Institutions "institutions" {
        /// Had to do with the police.
        police_contact: bool;
        /// Satisfied with the police.
        police_satisfied: bool;
        /// Had to do with the local administration.
        administration_contact: bool;
        /// Satisfied with the local administration.
        administration_satisfied: bool;
        /// Had to do with a court.
        court_contact: bool;
        /// Satisfied with the court.
        court_satisfied: bool;
        /// Had to do with the prosecution.
        prosecution_contact: bool;
        /// Satisfied with the prosecution.
        prosecution_satisfied: bool;
    }

    /// The answers of the 2010-11 paper card that it asked together, where later forms ask one by one.
    PaperCard "paper_card" {
        /// Serial number printed on the paper form.
        paper_serial: Personal;
        /// Members of the household.
        members: u8, in 0..=60;
        /// Members under 18 or over 65.
        dependants: u8, in 0..=60;
        /// Highest education of the head.
        head_education: CardEducation;
        /// Children of 5 to 16 who attend school.
        children_attending: CardAttendance;
        /// Kind of toilet.
        toilet: CardToilet;
        /// A refrigerator, freezer or washing machine.
        cold_or_washing: bool;
        /// An air conditioner, air cooler, geyser or heater.
        climate: bool;
        /// A cooking stove, cooking range or microwave oven.
        cooking: bool;
        /// A car or tractor.
        car_or_tractor: bool;
        /// A motorcycle or scooter.
        motorcycle_or_scooter: bool;
        /// A television.
        television: bool;
        /// A buffalo or bullock.
        buffalo_or_bullock: bool;
        /// A cow, goat or sheep.
        cow_goat_or_sheep: bool;
    }

    /// Who a member is.
    Person "person" {
        /// Relation to the head.
        relation: Relation;
        /// Sex as on the card.
        sex: Sex;
        /// Date of birth.
        birth_date: Date;
        /// Age in completed years on the day of the interview, as stated.
        age_years: u8, in 0..=120;
        /// Marital status, asked from the age of ten.
        marital_status: MaritalStatus;
        /// Where the member is.
        residence: Residence;
        /// Holds a passport issued by the executive (fast) counter.
        executive_passport: bool;
        /// Has travelled abroad, other than for Hajj, Umrah or Ziarat.
        foreign_travel: bool;
    }

    /// Schooling (PSLM section C), asked from the age of three; reading and writing from ten.
    Education "education" {
        /// Can read a simple sentence with understanding, in any language.
        can_read: bool;
        /// Can write one.
        can_write: bool;
        /// Can do sums.
        can_sum: bool;
        /// Ever attended school.
        ever_attended: bool;
        /// Attends now.
        attending_now: bool;
        /// Highest class completed.
        highest_class: SchoolClass;
        /// Class attended now.
        current_class: SchoolClass;
        /// Kind of school.
        school_type: SchoolType;
        /// Attended in the last school year.
        attended_last_year: bool;
        /// Class attended in the last school year.
        class_last_year: SchoolClass;
        /// Year in which the person left school.
        left_year: u16, in 1900..=2200;
    }

    /// Work (PSLM section E), asked from the age of five so that child labour can be seen.
    Work "work" {
        /// Worked for pay, profit or the family's gain for at least an hour in the last month.
        worked: bool;
        /// Has a job or business from which the person was away.
        has_job: bool;
        /// Looked for work in the last month.
        seeking: bool;
        /// Could have started work.
        available: bool;
        /// Hours worked in the last week.
        hours_week: u8, in 0..=120;
        /// Employment status.
        employment_status: EmploymentStatus;
        /// Who employs a paid employee.
        employer: Employer;
        /// Occupation.
        occupation: Occupation;
        /// Industry.
        industry: Industry;
        /// Earnings of an average month, rupees.
        income_rupees: u32;
        /// Hours of chores at home in the last week, asked up to seventeen.
        chores_hours: u8, in 0..=120;
    }

    /// Washington Group short set, asked from the age of five, and the disability that NADRA registers.
    Disability "disability" {
        /// Seeing, even with glasses.
        seeing: Difficulty;
        /// Hearing, even with an aid.
        hearing: Difficulty;
        /// Walking or climbing steps.
        walking: Difficulty;
        /// Remembering or concentrating.
        remembering: Difficulty;
        /// Washing or dressing.
        self_care: Difficulty;
        /// Communicating in the usual language.
        communicating: Difficulty;
        /// Holds a CNIC with the disability mark.
        disability_card: bool;
        /// Holds a disability certificate of the province.
        disability_certificate: bool;
    }

    /// Health.
    Health "health" {
        /// Conditions that last, as the respondent says.
        chronic_conditions: BTreeSet<ChronicCondition>;
        /// Under treatment for one of them.
        under_treatment: bool;
        /// Sick or injured in the last two weeks.
        sick_two_weeks: bool;
    }

    /// One birth of the last five years (PSLM section J).
    Birth "birth" {
        /// Row of the mother on the roster.
        mother_line: u8;
        /// How it ended.
        outcome: BirthOutcome;
        /// Date of birth.
        born_on: Date;
        /// The child is alive.
        alive: bool;
        /// Age at death in completed days.
        death_age_days: u16;
    }
}
