//! A page of the households on an act's list.

use super::{figures, may_open};
use crate::pages::{caller::SignedIn, fault::Fault, labels::Places};
use operations::acts::{Act, Content, Listed};
use serde::{Deserialize, Serialize};

/// Households on a page.
const LISTED: u32 = 50;

/// The list.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct ListPart {
    pub(in crate::pages) lines: Vec<ListLine>,
    /// Households on the list, whoever reads it.
    pub(in crate::pages) listed: String,
    /// Whether outcomes before and after are told.
    pub(in crate::pages) crosses: bool,
    pub(in crate::pages) may_open: bool,
    pub(in crate::pages) first: Option<String>,
    pub(in crate::pages) next: Option<String>,
}

/// A household on the list.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct ListLine {
    pub(in crate::pages) rank: String,
    pub(in crate::pages) number: String,
    pub(in crate::pages) tehsil: Option<String>,
    pub(in crate::pages) score: Option<String>,
    /// Of a renewal: the outcomes before and after.
    pub(in crate::pages) before: Option<String>,
    pub(in crate::pages) after: Option<String>,
}

/// Of a renewal's note, what is told.
#[derive(Default, Deserialize)]
struct Note {
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    after: Option<String>,
}

/// The page of a list that begins after a rank.
pub(super) async fn read(
    signed_in: &SignedIn,
    act: &Act,
    after: &str,
    places: &Places<'_>,
) -> Result<ListPart, Fault> {
    let after = after.parse().unwrap_or(0);
    let registry = &signed_in.app().registry;
    let page = registry.list_listed(signed_in.authority(), act.id, after, LISTED).await?;
    let crosses = matches!(act.content, Content::Renewal(_));
    let link = format!("/acts/{}", act.id);
    Ok(ListPart {
        lines: page.households.iter().map(|row| line(row, crosses, places)).collect(),
        listed: figures::count(page.listed),
        crosses,
        may_open: may_open(signed_in),
        first: (after > 0).then(|| format!("{link}#list")),
        next: page.next_after.map(|next| format!("{link}?after={next}#list")),
    })
}

fn line(row: &Listed, crosses: bool, places: &Places<'_>) -> ListLine {
    let note: Note =
        if crosses { serde_json::from_str(&row.note).unwrap_or_default() } else { Note::default() };
    ListLine {
        rank: figures::count(row.rank),
        number: row.household.to_string(),
        tehsil: row.tehsil.as_ref().map(|tehsil| places.name(tehsil)),
        score: row.score.map(figures::score),
        before: note.before,
        after: note.after,
    }
}
