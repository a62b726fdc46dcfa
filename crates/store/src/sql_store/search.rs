//! Which word a search by names begins with.

use super::SqlStore;
use crate::{StoreResult, decode, engine::Engine, value::statement};

/// When even the rarest word searched for has more entries than this, its beginning is so common that reading the
/// newest households until enough fit is quicker than collecting all with that word.
pub(super) const COMMON_WORD: i64 = 20_000;

impl<E: Engine> SqlStore<E> {
    /// Of the words, the one whose beginning has fewest entries, with how many, counted up to [`COMMON_WORD`].
    pub(super) async fn rarest_word(&self, words: &[String]) -> StoreResult<Option<(i64, String)>> {
        let mut rarest: Option<(i64, String)> = None;
        for word in words {
            let count =
                statement!(E::DIALECT.count_word, word.as_str(), end_of_beginning(word), COMMON_WORD + 1);
            let entries = self.engine.scan(count, decode::number).await?.into_iter().sum();
            if rarest.as_ref().is_none_or(|(fewest, _)| entries < *fewest) {
                rarest = Some((entries, word.clone()));
            }
        }
        Ok(rarest)
    }
}

/// A text after every word with this beginning: no name has the last character there is.
pub(super) fn end_of_beginning(word: &str) -> String {
    format!("{word}{}", char::MAX)
}
