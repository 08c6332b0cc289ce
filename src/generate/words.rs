//! Word lists: families of roles with what they do, and what a service writes around it. No names of people or places.

/// A family of roles that share competencies.
#[derive(Debug)]
pub(super) struct Family {
    /// Its name, also the framework of its competencies.
    pub(super) name: &'static str,
    /// A role belongs here if its code, title or profession has one of these.
    pub(super) words: &'static [&'static str],
    /// How many of a workforce, in rough parts.
    pub(super) weight: u64,
    /// What its work is done to or with.
    pub(super) things: &'static [&'static str],
}

/// The families. A role goes to the first that knows a word of it, and else to the first of all.
pub(super) const FAMILIES: &[Family] = &[
    Family {
        name: "nursing",
        words: &["nurs", "healthcare support", "entry-level"],
        weight: 100,
        things: &[
            "vital signs",
            "a fluid balance chart",
            "a urinary catheter",
            "a simple wound dressing",
            "capillary blood glucose",
            "a pressure area check",
            "an early warning score",
            "oral medicines",
            "a subcutaneous injection",
            "a peripheral cannula",
            "venous blood samples",
            "an oxygen prescription",
            "a nutrition screen",
            "a falls assessment",
            "a bladder scan",
            "a stoma bag",
            "personal care",
            "a compression bandage",
            "an enteral feed",
            "a continence review",
        ],
    },
    Family {
        name: "midwifery",
        words: &["midwi", "matern"],
        weight: 14,
        things: &[
            "antenatal observations",
            "a newborn blood spot",
            "infant feeding support",
            "a newborn weight check",
            "a postnatal check",
            "a fetal heart recording",
            "a birth room",
            "parent education",
        ],
    },
    Family {
        name: "therapies",
        words: &["therap", "physio", "occupational", "speech", "diet", "podiatr", "prosthe", "psycholog"],
        weight: 40,
        things: &[
            "walking practice",
            "a walking aid",
            "an exercise group",
            "a home visit checklist",
            "a transfer plan",
            "a splint",
            "a swallowing screen",
            "a dietary record",
            "a foot check",
            "a stairs practice",
            "a wheelchair seat",
            "an outcome measure",
            "a kitchen practice",
            "a breathing exercise",
        ],
    },
    Family {
        name: "medical",
        words: &["doctor", "consultant or general", "physician"],
        weight: 42,
        things: &[
            "a clerking history",
            "a discharge summary",
            "a ward round list",
            "an arterial sample",
            "a lumbar puncture tray",
            "a referral",
            "a cognitive screen",
            "a result review",
            "a treatment review",
        ],
    },
    Family {
        name: "pharmacy",
        words: &["pharm"],
        weight: 13,
        things: &[
            "a medicines history",
            "a stock order",
            "a dispensing label",
            "a compliance aid",
            "a medicines reconciliation",
            "a discharge prescription",
            "a refrigerator log",
        ],
    },
    Family {
        name: "imaging",
        words: &["radiogr", "imaging"],
        weight: 15,
        things: &[
            "a chest image",
            "a limb image",
            "an imaging request",
            "a contrast checklist",
            "a scanner room",
            "an image transfer",
            "a dose record",
        ],
    },
    Family {
        name: "science",
        words: &["scien", "biomedical", "hearing"],
        weight: 20,
        things: &[
            "a blood sample run",
            "a twelve-lead recording",
            "a lung function test",
            "a quality control sample",
            "an analyser",
            "a sleep recording",
            "a specimen register",
        ],
    },
    Family {
        name: "ambulance",
        words: &["paramedic", "ambulance"],
        weight: 14,
        things: &[
            "a scene assessment",
            "an ambulance checklist",
            "a splinted limb",
            "an airway adjunct",
            "a handover record",
            "a stretcher transfer",
        ],
    },
    Family {
        name: "theatre-dental-eyes",
        words: &["operating", "dent", "optom", "orthopt"],
        weight: 12,
        things: &[
            "an instrument count",
            "a theatre list",
            "a vision test",
            "a dental tray",
            "an anaesthetic room",
            "an eye pressure reading",
        ],
    },
];

/// What everybody is trained in.
pub(super) const CORE: &[&str] = &[
    "Moving and handling people",
    "Basic life support",
    "Infection prevention",
    "Record keeping",
    "Safeguarding awareness",
    "Consent in practice",
    "Fire safety",
    "Equality and inclusion",
    "Information governance",
    "Conflict resolution",
    "Aseptic technique",
    "Waste and sharps",
];

/// What is done, from plain to demanding.
pub(super) const VERBS: &[&str] = &[
    "Prepare",
    "Check",
    "Record",
    "Carry out",
    "Support",
    "Teach",
    "Set up",
    "Adjust",
    "Review",
    "Assess",
    "Interpret",
    "Plan",
];

/// Where or when.
pub(super) const OCCASIONS: &[&str] = &[
    "on the ward",
    "in clinic",
    "on a home visit",
    "before a procedure",
    "after a procedure",
    "at admission",
    "before discharge",
    "overnight",
    "at the bedside",
    "in the first day",
    "for a settled patient",
    "in a group",
    "by telephone",
    "at review",
];
