//! Who succeeds a head, and how everybody is related to the new one.

use super::village::{House, Person};
use registry::code_lists::Relation;

/// Makes a member head; the old head, if there is one, becomes what he or she is to the new one.
pub(super) fn make_head(house: &mut House, index: usize) {
    let Some(head) = house.persons.get(index).copied() else { return };
    let of_new_head = head.relation;
    let before = house.persons.clone();
    for (place, person) in house.persons.iter_mut().enumerate() {
        person.relation = if place == index {
            Relation::Head
        } else {
            by_link(person, &head).unwrap_or_else(|| after(person.relation, of_new_head))
        };
    }
    // The families of the new head's children.
    let is_child = |person: &Person| person.child_of(head.who);
    for person in &mut house.persons {
        let of_child = before.iter().filter(|other| is_child(other)).any(|child| person.child_of(child.who));
        let with_child = before.iter().any(|child| is_child(child) && child.spouse == Some(person.who));
        if of_child {
            person.relation = Relation::Grandchild;
        } else if with_child {
            person.relation = Relation::ChildInLaw;
        }
    }
}

/// The member who follows a head who is gone: a grown-up married son, the widow, the eldest grown-up.
pub(super) fn successor(house: &House, gone: Option<&Person>, month: i32) -> Option<usize> {
    let eldest = |wanted: &dyn Fn(&Person) -> bool| {
        let members = house.persons.iter().enumerate().filter(|(_, person)| wanted(person));
        members.min_by_key(|(_, person)| (person.born, person.who)).map(|(place, _)| place)
    };
    let grown = |person: &Person| person.years_in(month) >= 18;
    let kin = |person: &Person| !matches!(person.relation, Relation::Servant | Relation::NotRelated);
    let son = |person: &Person| {
        !person.woman() && person.years_in(month) >= 22 && person.relation == Relation::Child
    };
    let widow = |person: &Person| gone.is_some_and(|gone| gone.spouse == Some(person.who)) && grown(person);
    let brother = |person: &Person| !person.woman() && grown(person) && person.relation == Relation::Sibling;
    eldest(&son)
        .or_else(|| eldest(&widow))
        .or_else(|| eldest(&brother))
        .or_else(|| eldest(&|person| grown(person) && kin(person)))
        .or_else(|| eldest(&kin))
        .or_else(|| eldest(&|_| true))
}

fn by_link(person: &Person, head: &Person) -> Option<Relation> {
    if head.spouse == Some(person.who) || person.spouse == Some(head.who) {
        return Some(Relation::Spouse);
    }
    if person.child_of(head.who) {
        return Some(Relation::Child);
    }
    if head.child_of(person.who) {
        return Some(Relation::Parent);
    }
    let siblings = (person.father.is_some() && person.father == head.father)
        || (person.mother.is_some() && person.mother == head.mother);
    siblings.then_some(Relation::Sibling)
}

/// What somebody is to the new head, from what both were to the old one.
fn after(old: Relation, of_new_head: Relation) -> Relation {
    use Relation::{
        AdoptedChild, Child, ChildInLaw, Grandchild, Grandparent, Head, NephewOrNiece, NotRelated,
        OtherRelative, Parent, ParentInLaw, Servant, Sibling, SiblingInLaw, Spouse, UncleOrAunt,
    };
    match (of_new_head, old) {
        (_, Servant | NotRelated) | (Spouse, Child | AdoptedChild | ChildInLaw | Grandchild) => old,
        (Spouse, Head) => Spouse,
        (Spouse, Parent) => ParentInLaw,
        (Spouse, Sibling) | (Child, ChildInLaw) | (Sibling, Spouse | SiblingInLaw) => SiblingInLaw,
        (Spouse, ParentInLaw)
        | (Child, Head | Spouse)
        | (Sibling, Parent)
        | (Parent, Grandparent)
        | (Grandchild, Child) => Parent,
        (Child, Child | AdoptedChild) | (Sibling, Head | Sibling) => Sibling,
        (Child, Grandchild) | (Sibling, Child | NephewOrNiece) => NephewOrNiece,
        (Child, Parent) | (Grandchild, Head | Spouse) => Grandparent,
        (Child, Sibling | SiblingInLaw) => UncleOrAunt,
        (Parent, Head | Sibling) => Child,
        (Parent, Spouse | SiblingInLaw) => ChildInLaw,
        (Parent, Child | AdoptedChild | NephewOrNiece) => Grandchild,
        _ => OtherRelative,
    }
}
