//! What a word sounds like: consonants, and runs of vowels before, between and after them.

/// A word as it sounds.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Sounds {
    /// Vowels before the first consonant.
    pub(super) opening: Vowels,
    /// Consonants, each with the vowels that follow it.
    pub(super) beats: Vec<Beat>,
}

/// A consonant and the vowels after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) consonant: Consonant,
    /// Written with an h: bh, kh, th. In Roman letters it may be a consonant and an h by itself.
    pub(super) breath: bool,
    pub(super) vowels: Vowels,
}

/// Consonants, as far as Roman spelling of Urdu keeps them apart: ث, س and ص are one, as are ق and ک, ڑ and ر. The half
/// vowels w and y are vowels here, because one script or spelling has a vowel where the other has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consonant {
    B,
    P,
    T,
    J,
    Ch,
    H,
    Kh,
    D,
    R,
    Z,
    S,
    Sh,
    G,
    F,
    K,
    L,
    M,
    N,
}

/// A run of vowels: which could be heard in it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Vowels {
    pub(super) a: Heard,
    /// i, e, y.
    pub(super) i: Heard,
    /// u, o, w, v.
    pub(super) u: Heard,
}

/// Whether a vowel is heard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Heard {
    #[default]
    No,
    /// It may be, or be short and unwritten elsewhere.
    Perhaps,
    /// It is written as long, or as a half vowel: the other spelling must have a place for it.
    Surely,
}

impl Vowels {
    /// Anything may be heard: a letter that only carries a vowel.
    pub(super) const ANY: Self = Self { a: Heard::Perhaps, i: Heard::Perhaps, u: Heard::Perhaps };

    fn each(self) -> [Heard; 3] {
        [self.a, self.i, self.u]
    }

    pub(super) fn is_written(self) -> bool {
        self.each().iter().any(|heard| *heard != Heard::No)
    }

    /// These and others after them.
    pub(super) fn and(self, more: Self) -> Self {
        Self { a: self.a.max(more.a), i: self.i.max(more.i), u: self.u.max(more.u) }
    }

    /// How two runs agree: none when they cannot be the same; otherwise by how many short vowels they differ.
    fn differ(self, other: Self) -> Option<u32> {
        let pairs = || self.each().into_iter().zip(other.each());
        let torn =
            |pair: (Heard, Heard)| matches!(pair, (Heard::Surely, Heard::No) | (Heard::No, Heard::Surely));
        if pairs().any(torn) {
            return None;
        }
        let in_common = pairs().any(|(one, other)| one != Heard::No && other != Heard::No);
        Some(u32::from(self.is_written() && other.is_written() && !in_common))
    }

    /// How two runs agree at the beginning or end of a word, where a vowel is always written, and at the end tells a
    /// man's name from a woman's.
    fn differ_at_edge(self, other: Self) -> Option<u32> {
        (self.is_written() == other.is_written()).then(|| self.differ(other)).flatten()
    }
}

impl Consonant {
    /// Whether two consonants sound alike; th may be ت or ث, dh د or ذ, ph پ or ف.
    fn alike(one: Beat, other: Beat) -> bool {
        let as_breath = |breath: Beat, plain: Beat| {
            breath.breath
                && matches!(
                    (breath.consonant, plain.consonant),
                    (Self::T, Self::S) | (Self::D, Self::Z) | (Self::P, Self::F)
                )
        };
        one.consonant == other.consonant || as_breath(one, other) || as_breath(other, one)
    }

    /// The consonant without its h, where the h may be a letter by itself: Is-haq, Sub-han.
    fn without_breath(beat: Beat) -> Option<Self> {
        match beat.consonant {
            Self::Sh => Some(Self::S),
            Self::Kh => Some(Self::K),
            other => beat.breath.then_some(other),
        }
    }
}

impl Sounds {
    pub(super) fn is_empty(&self) -> bool {
        self.beats.is_empty() && !self.opening.is_written()
    }

    /// Adds vowels after what there is.
    pub(super) fn vowels(&mut self, more: Vowels) {
        let last = self.beats.last_mut().map_or(&mut self.opening, |beat| &mut beat.vowels);
        *last = last.and(more);
    }

    /// Adds a consonant; the same twice without a vowel between is one.
    pub(super) fn consonant(&mut self, consonant: Consonant, breath: bool) {
        if let Some(last) = self.beats.last_mut()
            && last.consonant == consonant
            && !last.vowels.is_written()
        {
            last.breath |= breath;
            return;
        }
        self.beats.push(Beat { consonant, breath, vowels: Vowels::default() });
    }

    /// Whether two words sound alike: the same consonants, and no long vowel of one without a place in the other. One
    /// short vowel may be another: Ahmed, Ahmad.
    pub(super) fn alike(&self, other: &Self) -> bool {
        const SHORT_VOWELS: u32 = 1;
        let opening = self.opening.differ_at_edge(other.opening);
        opening.is_some_and(|differ| align(&self.beats, &other.beats, SHORT_VOWELS.saturating_sub(differ)))
    }
}

/// Whether consonants agree to the end, with so many short vowels left to differ.
fn align(one: &[Beat], other: &[Beat], left: u32) -> bool {
    match (one.split_first(), other.split_first()) {
        (None, None) => true,
        (Some((first, rest)), Some((second, others))) => {
            pair(*first, rest, *second, others, left)
                || split(*first, rest, other, left)
                || split(*second, others, one, left)
        }
        _ => false,
    }
}

fn pair(one: Beat, rest: &[Beat], other: Beat, others: &[Beat], left: u32) -> bool {
    if !Consonant::alike(one, other) {
        return false;
    }
    let ends = is_over(rest, one) && is_over(others, other);
    if ends && one.vowels.differ_at_edge(other.vowels) == Some(0) {
        return true;
    }
    let both_last = rest.is_empty() && others.is_empty();
    let differ = if both_last { None } else { one.vowels.differ(other.vowels) };
    differ.is_some_and(|differ| differ <= left && align(rest, others, left - differ))
}

/// Whether a word may end here: with nothing more, or with an h after a vowel that nobody hears: Fatimah, Sarah.
fn is_over(rest: &[Beat], before: Beat) -> bool {
    match rest {
        [] => true,
        [last] => last.consonant == Consonant::H && !last.vowels.is_written() && before.vowels.is_written(),
        _ => false,
    }
}

/// A breathed consonant against a consonant and an h.
fn split(breathed: Beat, rest: &[Beat], other: &[Beat], left: u32) -> bool {
    let (Some(plain), [first, second, others @ ..]) = (Consonant::without_breath(breathed), other) else {
        return false;
    };
    let is_split = first.consonant == plain
        && !first.breath
        && !first.vowels.is_written()
        && second.consonant == Consonant::H;
    is_split && pair(Beat { consonant: Consonant::H, ..breathed }, rest, *second, others, left)
}
