//! Whether a change may be made now: under which type, what it still lacks, or why and until when it is refused.

use super::{
    Because, ChangeKind, Check, Review, Situation, Standing, State, Trigger, UpdateRule, UpdateRules, Words,
    standing::{cool_off, standing_of},
};
use crate::{
    change::{Channel, UpdateType},
    wording::Wording,
};
use jiff::civil::Date;

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Which kind of change.
    pub change: ChangeKind,
    /// Through which entry point.
    pub channel: Channel,
    /// Papers that came along, by code of `certificate_kind`.
    pub evidence: Vec<String>,
    /// What the citizen registry has confirmed of the persons concerned.
    pub confirmed: Vec<Check>,
}

/// What the rules answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission<'r> {
    /// It may be made under a type.
    Admitted {
        /// The rule: the first that is open, of those that allow the change; emergencies before all others.
        rule: &'r UpdateRule,
        /// Papers lacking: any one of each.
        evidence_lacking: Vec<Vec<String>>,
        /// Confirmations lacking.
        checks_lacking: Vec<Check>,
        /// Who must look at it, as long as no other household is concerned: [`UpdateRule::review_of`] says what then holds.
        review: Review,
    },
    /// It may not.
    Refused(Refused),
}

/// Why not, and from when.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The version of the rules.
    pub version: String,
    /// The type that comes nearest: the one that opens first.
    pub update_type: UpdateType,
    /// Why it is closed.
    pub because: Because,
    /// From when it is allowed; none where that hangs on an act of others.
    pub from: Option<Date>,
    /// In English and in Urdu, dates filled in.
    pub text: Wording,
}

/// Whether a change may be made now.
///
/// Of the rules that have the change and the entry point the first that is open admits it, emergencies before all others. When
/// none does, the one that opens first says from when. Registering a household that is there and changing one that is not
/// are refused whatever the rules say.
pub fn admit<'r>(rules: &'r UpdateRules, situation: &Situation, ask: &Ask, today: Date) -> Admission<'r> {
    let question = Question { rules, situation, ask, today };
    match (situation.registered, ask.change) {
        (true, ChangeKind::NewHousehold) => return Admission::Refused(question.registered_already()),
        (true, _) | (false, ChangeKind::NewHousehold) => {}
        (false, _) => return Admission::Refused(question.not_registered()),
    }
    let standings = question.standings(ask.change);
    let (usable, elsewhere): (Vec<_>, Vec<_>) =
        standings.iter().partition(|standing| standing.rule.channels.contains(&ask.channel));
    match usable.iter().find(|standing| standing.state.is_open()) {
        Some(standing) => question.admitted(standing.rule),
        None => Admission::Refused(question.refused(&usable, &elsewhere)),
    }
}

/// Everything that an answer hangs on.
struct Question<'r, 'a> {
    rules: &'r UpdateRules,
    situation: &'a Situation,
    ask: &'a Ask,
    today: Date,
}

impl<'r> Question<'r, '_> {
    /// What the rules that have a change say, emergencies first, then in the order of the types.
    fn standings(&self, change: ChangeKind) -> Vec<Standing<'r>> {
        let rules = self.rules.rules.iter().filter(|rule| rule.changes.contains(&change));
        let mut standings: Vec<_> = rules.map(|rule| self.standing(rule, change, self.today)).collect();
        standings.sort_by_key(|standing| standing.rule.trigger != Trigger::Emergency);
        standings
    }

    /// What a rule says of a change on a day. A type that is always open is so for its other changes also within the
    /// cool-off of its surveys.
    fn standing(&self, rule: &'r UpdateRule, change: ChangeKind, day: Date) -> Standing<'r> {
        let standing = standing_of(self.rules, rule, self.situation, day);
        if change != ChangeKind::Resurvey || rule.trigger != Trigger::Always || !standing.state.is_open() {
            return standing;
        }
        match cool_off(rule, self.situation, day) {
            Some(bar) => {
                Standing { rule, state: State::Closed { from: Some(bar.until) }, because: bar.because }
            }
            None => standing,
        }
    }

    fn admitted(&self, rule: &'r UpdateRule) -> Admission<'r> {
        Admission::Admitted {
            rule,
            evidence_lacking: evidence_lacking(rule, self.ask),
            checks_lacking: checks_lacking(rule, self.ask),
            review: rule.review_of(self.ask.change, false),
        }
    }

    /// Open to the change by another entry point; else closed, and the one that opens first says from when; else no rule.
    fn refused(&self, usable: &[&Standing<'r>], elsewhere: &[&Standing<'r>]) -> Refused {
        if let Some(standing) = elsewhere.iter().find(|standing| standing.state.is_open()) {
            return self.other_channel(standing.rule);
        }
        match (nearest(usable), elsewhere.first()) {
            (Some(standing), _) => {
                let sentence = |rule: &UpdateRule| rule.refusal.clone();
                self.refusal(Some(standing.rule), standing.because.clone(), standing.state.from(), sentence)
            }
            (None, Some(standing)) => self.other_channel(standing.rule),
            (None, None) => {
                let sentence = |rule: &UpdateRule| rule.words.no_rule.clone();
                self.refusal(self.rules.rules.first(), Because::NoRule, None, sentence)
            }
        }
    }

    fn other_channel(&self, rule: &'r UpdateRule) -> Refused {
        let because = Because::Channel { channels: rule.channels.clone() };
        self.refusal(Some(rule), because, None, |rule| rule.words.channel.clone())
    }

    /// Who asks for a first survey is told when there may be another.
    fn registered_already(&self) -> Refused {
        let standings = self.standings(ChangeKind::Resurvey);
        let standings: Vec<_> = standings.iter().collect();
        let open = standings.iter().find(|standing| standing.state.is_open()).copied();
        let nearest = open.or_else(|| nearest(&standings));
        let from = nearest.and_then(|standing| match standing.state {
            State::Closed { from } => from,
            State::Open { .. } | State::Due { .. } => Some(self.today),
        });
        let rule = nearest.map(|standing| standing.rule).or_else(|| self.rules.rules.first());
        self.refusal(rule, Because::AlreadyRegistered, from, |rule| rule.words.already_registered.clone())
    }

    /// Who asks to change a household that is not there is shown how one is registered.
    fn not_registered(&self) -> Refused {
        let mut rules = self.rules.rules.iter();
        let registers = rules.find(|rule| rule.changes.contains(&ChangeKind::NewHousehold));
        let rule = registers.or_else(|| self.rules.rules.first());
        self.refusal(rule, Because::NotRegistered, None, |rule| rule.words.not_registered.clone())
    }

    fn refusal(
        &self,
        rule: Option<&'r UpdateRule>,
        because: Because,
        from: Option<Date>,
        sentence: impl Fn(&UpdateRule) -> Wording,
    ) -> Refused {
        let until =
            rule.zip(from).and_then(|(rule, from)| self.standing(rule, self.ask.change, from).state.until());
        let text = match rule {
            Some(rule) => rule.words.fill(&sentence(rule), from, self.situation.surveyed_on, until),
            // Rules that hold nothing have no words of their own either.
            None => Words::default().no_rule,
        };
        Refused {
            version: self.rules.version.clone(),
            update_type: rule.map_or(UpdateType::MissedInformation, |rule| rule.update_type),
            because,
            from,
            text,
        }
    }
}

/// The one that opens first. Of those whose day nobody knows, one that says something of this household comes before one that
/// waits for an act, and last comes what is for other households.
fn nearest<'s, 'r>(standings: &[&'s Standing<'r>]) -> Option<&'s Standing<'r>> {
    let place = |standing: &&&Standing<'_>| {
        let from = standing.state.from();
        let distance = match standing.because {
            Because::NotConcerned => 2,
            Because::NoAct => 1,
            _ => 0,
        };
        (from.is_none(), from, distance)
    };
    standings.iter().min_by_key(place).copied()
}

/// Papers lacking for a change: any one of each.
fn evidence_lacking(rule: &UpdateRule, ask: &Ask) -> Vec<Vec<String>> {
    let needed = rule.evidence.iter().filter(|needed| needed.changes.contains(&ask.change));
    let mut lacking: Vec<Vec<String>> = Vec::new();
    for needed in needed {
        let there = needed.any_of.iter().any(|paper| ask.evidence.contains(paper));
        if !there && !lacking.contains(&needed.any_of) {
            lacking.push(needed.any_of.clone());
        }
    }
    lacking
}

/// Confirmations lacking for a change, each once.
fn checks_lacking(rule: &UpdateRule, ask: &Ask) -> Vec<Check> {
    let needed = rule.checks.iter().filter(|needed| needed.changes.contains(&ask.change));
    let mut lacking = Vec::new();
    for check in needed.flat_map(|needed| &needed.all_of) {
        if !ask.confirmed.contains(check) && !lacking.contains(check) {
            lacking.push(*check);
        }
    }
    lacking
}

#[cfg(test)]
mod tests;
