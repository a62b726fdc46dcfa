//! Signatures of messages: detached JWS (RFC 7515, appendix F) with Ed25519 over the canonical JSON of header and message.

use crate::canonical_json::canonical;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

/// What an unsigned message has in place of a signature.
pub(crate) const UNSIGNED: &str = "unsigned";

/// Signs what we send.
pub struct Signer {
    key: Ed25519KeyPair,
    key_id: String,
}

/// Verifies what we are sent.
#[derive(Clone, Copy, Debug)]
pub struct Verifier([u8; 32]);

/// Why a message is not taken for the sender's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error("it is not signed")]
    Missing,
    #[error("its signature is not of the kind agreed: detached JWS with EdDSA")]
    Kind,
    #[error("its signature does not fit")]
    Wrong,
}

impl Signer {
    /// From the 32 bytes of an Ed25519 seed, and the name under which the other side knows the key. `None` when the seed is no key.
    pub fn new(seed: &[u8], key_id: &str) -> Option<Self> {
        let key = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        Some(Self { key, key_id: key_id.to_owned() })
    }

    /// The public key, by which the other side verifies.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.public_key().as_ref().try_into().unwrap_or_default()
    }

    /// The signature of header and message.
    pub fn sign(&self, header: &Value, message: &Value) -> String {
        let protected =
            URL_SAFE_NO_PAD.encode(canonical(&json!({"alg": "EdDSA", "kid": self.key_id, "typ": "JWT"})));
        let signature = self.key.sign(signing_input(&protected, header, message).as_bytes());
        format!("{protected}..{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl Verifier {
    /// From the 32 bytes of an Ed25519 public key.
    pub fn new(public_key: [u8; 32]) -> Self {
        Self(public_key)
    }

    /// Whether an envelope, as it was received, is signed with the key.
    pub(crate) fn verify(&self, envelope: &Value) -> Result<(), SignatureError> {
        let text = envelope.get("signature").and_then(Value::as_str).unwrap_or_default().trim();
        // Test suites write `unsigned-stub` and `unsigned-mock`.
        if text.is_empty() || text.starts_with(UNSIGNED) {
            return Err(SignatureError::Missing);
        }
        let (protected, signature) = text.split_once("..").ok_or(SignatureError::Kind)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| SignatureError::Kind);
        let algorithm: Value =
            serde_json::from_slice(&decode(protected)?).map_err(|_| SignatureError::Kind)?;
        if algorithm.get("alg").and_then(Value::as_str) != Some("EdDSA") || algorithm.get("crit").is_some() {
            return Err(SignatureError::Kind);
        }
        let part = |name: &str| envelope.get(name).unwrap_or(&Value::Null);
        let input = signing_input(protected, part("header"), part("message"));
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(input.as_bytes(), &decode(signature)?)
            .map_err(|_| SignatureError::Wrong)
    }
}

fn signing_input(protected: &str, header: &Value, message: &Value) -> String {
    let payload = canonical(&json!({"header": header, "message": message}));
    format!("{protected}.{}", URL_SAFE_NO_PAD.encode(payload))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn pair() -> (Signer, Verifier) {
        let signer = Signer::new(&[7; 32], "key-1").unwrap();
        let verifier = Verifier::new(signer.public_key());
        (signer, verifier)
    }

    fn signed(signer: &Signer) -> Value {
        let (header, message) = (json!({"action": "search"}), json!({"name": "فاطمہ", "count": 1.0}));
        json!({"signature": signer.sign(&header, &message), "header": header, "message": message})
    }

    #[test]
    fn what_is_signed_verifies_whatever_the_order_of_its_keys() {
        let (signer, verifier) = pair();
        let text = signed(&signer).to_string();
        let received: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(verifier.verify(&received), Ok(()));
    }

    #[test]
    fn a_changed_unsigned_or_foreign_message_is_not_taken() {
        let (signer, verifier) = pair();
        let mut changed = signed(&signer);
        changed["message"]["name"] = json!("فاطمه");
        assert_eq!(verifier.verify(&changed), Err(SignatureError::Wrong));
        for (text, error) in [
            ("", SignatureError::Missing),
            ("unsigned", SignatureError::Missing),
            ("unsigned-stub", SignatureError::Missing),
            ("namespace=\"dci\", signature=\"x\"", SignatureError::Kind),
            ("e30..AAAA", SignatureError::Kind),
        ] {
            let mut envelope = signed(&signer);
            envelope["signature"] = json!(text);
            assert_eq!(verifier.verify(&envelope), Err(error), "{text}");
        }
        let other = Signer::new(&[8; 32], "key-1").unwrap();
        assert_eq!(verifier.verify(&signed(&other)), Err(SignatureError::Wrong));
    }

    #[test]
    fn signatures_are_those_of_another_implementation() {
        let path = "../../../shared/standards/dci-examples/signing-vectors/ed25519-vectors.json";
        let Ok(text) = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
            eprintln!("skipped: the published signatures are not here");
            return;
        };
        let vectors: Vec<Value> = serde_json::from_slice(&text).unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let bytes = |name: &str| hex::decode(vector[name].as_str().unwrap()).unwrap();
            let expected = &vector["profile_openg2p_detached_jws"]["signature_field"];
            let mut envelope = vector["envelope_without_signature"].clone();
            let signer = Signer::new(&bytes("ed25519_seed_hex"), "key-1").unwrap();
            assert_eq!(signer.sign(&envelope["header"], &envelope["message"]), expected.as_str().unwrap());
            envelope["signature"] = expected.clone();
            let verifier = Verifier::new(bytes("ed25519_public_hex").try_into().unwrap());
            assert_eq!(verifier.verify(&envelope), Ok(()));
        }
    }
}
