//! Code lists of the record. They follow the Pakistan Bureau of Statistics (PSLM/HIES questionnaires, census 2023)
//! and the Washington Group short set; the codes are the choice names of the forms.

use crate::macros::code_lists;

code_lists! {
    /// Sex as on the CNIC.
    Sex { Male = "male", Female = "female", Transgender = "transgender", }

    /// Relation to the head of household (PSLM section B, question 2).
    Relation {
        Head = "head", Spouse = "spouse", Child = "child", ChildInLaw = "child_in_law", Grandchild = "grandchild",
        Parent = "parent", ParentInLaw = "parent_in_law", Sibling = "sibling", SiblingInLaw = "sibling_in_law",
        Grandparent = "grandparent", NephewOrNiece = "nephew_or_niece", UncleOrAunt = "uncle_or_aunt",
        AdoptedChild = "adopted_child", OtherRelative = "other_relative", Servant = "servant", NotRelated = "not_related",
    }

    /// Marital status (census 2023). `nikah` is married with the bride not yet moved.
    MaritalStatus {
        NeverMarried = "never_married", Married = "married", Widowed = "widowed", Divorced = "divorced",
        Separated = "separated", Nikah = "nikah",
    }

    /// Where a usual member is at the interview.
    Residence { Present = "present", AwayTemporarily = "away_temporarily", AwayLong = "away_long", }

    /// Rural or urban as the census classed the block.
    Region { Rural = "rural", Urban = "urban", }

    /// How the interview was held.
    SurveyMode { Tablet = "tablet", Desk = "desk", Van = "van", Self_ = "self", Paper = "paper", }

    /// Kind of dwelling (PSLM section F).
    DwellingType {
        House = "house", Apartment = "apartment", PartOfHouse = "part_of_house", Hut = "hut", Tent = "tent", Other = "other",
    }

    /// By what right the household lives there (census 2023 table 21).
    Tenure {
        Owned = "owned", Rented = "rented", RentFree = "rent_free", Government = "government", Employer = "employer", Other = "other",
    }

    /// Main material of the outer walls (PSLM F-1 question 5).
    Wall {
        BurntBrick = "burnt_brick", StoneCement = "stone_cement", StoneMud = "stone_mud", MudBrick = "mud_brick",
        Wood = "wood", Other = "other",
    }

    /// Main material of the roof (PSLM F-1 question 6).
    Roof {
        Concrete = "concrete", IronGirder = "iron_girder", Sheet = "sheet", Wood = "wood", Thatch = "thatch", Other = "other",
    }

    /// Main material of the floor (PSLM F-1 question 7).
    Floor { Tiles = "tiles", Cement = "cement", Brick = "brick", Mud = "mud", Wood = "wood", Other = "other", }

    /// Fuel for cooking or heating (PSLM F-1 questions 8-9, census 2023 table 22).
    Fuel {
        Firewood = "firewood", Gas = "gas", Cylinder = "cylinder", Kerosene = "kerosene", Dung = "dung",
        CropResidue = "crop_residue", Coal = "coal", Electricity = "electricity", Other = "other", None = "none",
    }

    /// Source of light (census 2023 table 22).
    Light { Electricity = "electricity", Solar = "solar", Kerosene = "kerosene", Candle = "candle", Gas = "gas", Other = "other", }

    /// Main source of drinking water (PSLM F-2). Covered: piped, hand pump, motor pump, covered well, protected
    /// spring, filtration plant, bottled; the others are uncovered.
    WaterSource {
        Piped = "piped", HandPump = "hand_pump", MotorPump = "motor_pump", CoveredWell = "covered_well",
        ProtectedSpring = "protected_spring", FiltrationPlant = "filtration_plant", Bottled = "bottled",
        OpenWell = "open_well", UnprotectedSpring = "unprotected_spring", SurfaceWater = "surface_water",
        Tanker = "tanker", Other = "other",
    }

    /// Kind of toilet (PSLM F-2 questions 11-15).
    Toilet {
        FlushSewer = "flush_sewer", FlushSeptic = "flush_septic", FlushPit = "flush_pit", FlushDrain = "flush_drain",
        DryRaised = "dry_raised", DryPit = "dry_pit", Composting = "composting", None = "none",
    }

    /// Where people go who have no toilet (PSLM F-2 question 12).
    DefecationPlace { Fields = "fields", CommunalLatrine = "communal_latrine", Other = "other", }

    /// How a dwelling is connected to electricity or piped gas (HIES section 3).
    Connection { OwnMeter = "own_meter", Shared = "shared", Direct = "direct", None = "none", }

    /// Internet at home (PSLM F-1 questions 11a-12).
    Internet { Wired = "wired", Wireless = "wireless", MobileData = "mobile_data", None = "none", }

    /// Unit in which owned land was stated.
    LandUnit { Acre = "acre", Kanal = "kanal", Marla = "marla", Jarib = "jarib", Ghunta = "ghunta", Hectare = "hectare", }

    /// Highest class completed (PSLM C-1).
    SchoolClass {
        None = "none", PrePrimary = "pre_primary", Class1 = "class_1", Class2 = "class_2", Class3 = "class_3", Class4 = "class_4",
        Class5 = "class_5", Class6 = "class_6", Class7 = "class_7", Class8 = "class_8", Class9 = "class_9", Class10 = "class_10",
        Class11 = "class_11", Intermediate = "intermediate", Diploma = "diploma", Bachelor = "bachelor", Master = "master",
        Doctorate = "doctorate", Other = "other",
    }

    /// Kind of school (PSLM C-1). Learning by heart only does not count as attending school.
    SchoolType {
        Government = "government", Private = "private", Foundation = "foundation", Madrasa = "madrasa",
        HifzOnly = "hifz_only", NonFormal = "non_formal", Other = "other",
    }

    /// Employment status (PSLM section E).
    EmploymentStatus {
        EmployerSmall = "employer_small", EmployerLarge = "employer_large", SelfEmployed = "self_employed",
        PaidEmployee = "paid_employee", FamilyWorker = "family_worker", OwnerCultivator = "owner_cultivator",
        ShareCropper = "share_cropper", ContractCultivator = "contract_cultivator", LivestockOnly = "livestock_only",
    }

    /// Who employs a paid employee.
    Employer { Government = "government", StateEnterprise = "state_enterprise", Private = "private", Household = "household", }

    /// Occupation, major groups of PSCO 2015 (ISCO-08).
    Occupation {
        Manager = "manager", Professional = "professional", Technician = "technician", Clerk = "clerk", Service = "service",
        SkilledAgriculture = "skilled_agriculture", Craft = "craft", Machine = "machine", Elementary = "elementary", Armed = "armed",
    }

    /// Industry, sections of PSIC 2010 (ISIC 4) as far as households tell them apart.
    Industry {
        Agriculture = "agriculture", Mining = "mining", Manufacturing = "manufacturing", BrickKiln = "brick_kiln",
        Utilities = "utilities", Construction = "construction", Trade = "trade", Transport = "transport",
        Hospitality = "hospitality", Finance = "finance", PublicService = "public_service", Education = "education",
        Health = "health", Domestic = "domestic", Other = "other",
    }

    /// Degree of difficulty (Washington Group short set).
    Difficulty { None = "none", Some = "some", ALot = "a_lot", Cannot = "cannot", }

    /// Conditions that last. The registry's own list; to be fixed with BISP.
    ChronicCondition {
        Hypertension = "hypertension", Diabetes = "diabetes", Heart = "heart", Kidney = "kidney", Cancer = "cancer",
        Hepatitis = "hepatitis", Tuberculosis = "tuberculosis", Asthma = "asthma", Hiv = "hiv", Thalassaemia = "thalassaemia",
        Epilepsy = "epilepsy", MentalIllness = "mental_illness", Other = "other", None = "none",
    }

    /// How a birth ended (PSLM section J).
    BirthOutcome { Live = "live", Still = "still", }

    /// Education of the head in the bands of the 2010 card.
    CardEducation { Never = "never", UpToClass5 = "up_to_class_5", Class6To10 = "class_6_to_10", Class11OrMore = "class_11_or_more", }

    /// School attendance of children of 5 to 16 in the bands of the 2010 card.
    CardAttendance { NoChildren = "no_children", All = "all", Some = "some", None = "none", }

    /// Kind of toilet in the bands of the 2010 card.
    CardToilet { Flush = "flush", Dry = "dry", None = "none", }
}
