//! Forged requests are told from real ones by a secret in every form that another site cannot read.
//!
//! The secret never stands in a page as it is: each page holds it behind a mask of its own, so that the length of a
//! compressed page tells nothing about it.

use subtle::ConstantTimeEq;

/// Bytes of a secret.
const LENGTH: usize = 32;

/// What stands in a form: the mask and the masked secret, in hexadecimal. `None` when the secret is none of ours.
pub(super) fn token(secret: &str, mask: [u8; LENGTH]) -> Option<String> {
    let masked = xor(decode(secret)?, mask);
    Some(format!("{}{}", hex::encode(mask), hex::encode(masked)))
}

/// Whether what came in a form belongs to the secret. Takes the same time however wrong it is.
pub(super) fn is_genuine(came: &str, secret: &str) -> bool {
    let halves = came.split_at_checked(LENGTH * 2);
    let Some((mask, masked)) = halves.and_then(|(mask, masked)| Some((decode(mask)?, decode(masked)?)))
    else {
        return false;
    };
    decode(secret).is_some_and(|secret| xor(mask, masked).ct_eq(&secret).into())
}

/// Whether a text can be a secret.
pub(super) fn is_secret(text: &str) -> bool {
    decode(text).is_some()
}

fn decode(text: &str) -> Option<[u8; LENGTH]> {
    hex::decode(text).ok()?.try_into().ok()
}

fn xor(mut one: [u8; LENGTH], other: [u8; LENGTH]) -> [u8; LENGTH] {
    one.iter_mut().zip(other).for_each(|(byte, mask)| *byte ^= mask);
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_of_the_secret_is_genuine() {
        let (secret, other) = ("a5".repeat(32), "a6".repeat(32));
        let (one, two) = (token(&secret, [1; 32]).unwrap(), token(&secret, [2; 32]).unwrap());
        assert!(one != two && is_genuine(&one, &secret) && is_genuine(&two, &secret));
        assert!(!is_genuine(&one, &other));
        for wrong in ["", "zz", &secret, &one[..127], &format!("{one}00"), "é".repeat(64).as_str()] {
            assert!(!is_genuine(wrong, &secret), "{wrong}");
        }
    }
}
