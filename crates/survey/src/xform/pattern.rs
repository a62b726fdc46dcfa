//! Java's regular expressions in terms of the `regex` crate, for `regex()`: the whole answer must match, and
//! the classes `\d`, `\w`, `\s`, `\b` are ASCII only.

use regex::Regex;

use super::error::Fault;

/// Compiles a pattern of a form.
///
/// # Errors
/// `form.regex` for what has no equal here: looking ahead or behind, back references, possessive repeats.
pub(super) fn compile(pattern: &str) -> Result<Regex, Fault> {
    let translated = translate(pattern).ok_or_else(|| unusable(pattern))?;
    regex::RegexBuilder::new(&format!(r"\A(?:{translated})\z"))
        .size_limit(1 << 20)
        .build()
        .map_err(|_| unusable(pattern))
}

fn unusable(pattern: &str) -> Fault {
    Fault::new("form.regex", format!("the regular expression {pattern} cannot be used"))
}

fn translate(pattern: &str) -> Option<String> {
    let mut translated = String::with_capacity(pattern.len() + 16);
    let mut class_depth = 0_usize;
    let mut after_repeat = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        // `a++` is possessive in Java and a repeat of a repeat here.
        if after_repeat && character == '+' {
            return None;
        }
        after_repeat = class_depth == 0 && matches!(character, '+' | '*' | '?' | '}');
        match character {
            '\\' => {
                after_repeat = false;
                let escape = characters.next()?;
                translate_escape(escape, class_depth > 0, &mut characters, &mut translated)?;
                continue;
            }
            '[' => class_depth += 1,
            ']' => class_depth = class_depth.saturating_sub(1),
            _ => {}
        }
        translated.push(character);
    }
    Some(translated)
}

fn translate_escape(
    escape: char,
    in_class: bool,
    characters: &mut std::str::Chars<'_>,
    translated: &mut String,
) -> Option<()> {
    let plain = match (escape, in_class) {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('w', true) => "A-Za-z0-9_",
        ('w', false) => "[A-Za-z0-9_]",
        ('s', true) => r" \t\n\x0B\f\r",
        ('s', false) => r"[ \t\n\x0B\f\r]",
        ('D', _) => "[^0-9]",
        ('W', _) => "[^A-Za-z0-9_]",
        ('S', _) => r"[^ \t\n\x0B\f\r]",
        ('b', false) => r"(?-u:\b)",
        ('Z', false) => r"\z",
        ('e', _) => r"\x1B",
        ('u', _) => {
            let code: String = characters.take(4).collect();
            let valid = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_hexdigit());
            translated.extend([r"\x{", &code, "}"]);
            return valid.then_some(());
        }
        ('p' | 'P', _) => return translate_property(escape == 'P', in_class, characters, translated),
        ('x' | 't' | 'n' | 'r' | 'f' | 'a' | 'A' | 'z', _) => "",
        (letter, _) if letter.is_ascii_alphanumeric() => return None,
        ('<' | '>', _) => {
            translated.push(escape);
            return Some(());
        }
        (other, _) if !other.is_ascii() => {
            translated.push(other);
            return Some(());
        }
        _ => "",
    };
    if plain.is_empty() {
        translated.push('\\');
        translated.push(escape);
    } else {
        translated.push_str(plain);
    }
    Some(())
}

/// `\p{L}`, `\p{IsArabic}`, and Java's ASCII classes such as `\p{Alpha}`.
fn translate_property(
    negated: bool,
    in_class: bool,
    characters: &mut std::str::Chars<'_>,
    translated: &mut String,
) -> Option<()> {
    let rest = characters.as_str();
    let (name, after) = match rest.strip_prefix('{') {
        Some(inside) => inside.split_once('}')?,
        None => rest.split_at_checked(1)?,
    };
    *characters = after.chars();
    let ascii = [
        "Lower", "Upper", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit",
        "Space",
    ];
    let property = if ascii.contains(&name) {
        let not = if negated { "^" } else { "" };
        let class = format!("[:{not}{}:]", name.to_ascii_lowercase());
        if in_class { class } else { format!("[{class}]") }
    } else {
        let letter = if negated { 'P' } else { 'p' };
        format!("\\{letter}{{{}}}", name.strip_prefix("Is").unwrap_or(name))
    };
    translated.push_str(&property);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_java() {
        let cases = [
            ("[0-9]{13}", "9000000000001", true),
            ("[0-9]{13}", "x9000000000001", false),
            ("^[0-9]{13}$", "9000000000001", true),
            ("a|ab", "ab", true),
            ("[0-9]*", "", true),
            (r"\d{3}", "٣٣٣", false),
            (r"\w", "é", false),
            (r"[\d\-]+", "1-2", true),
            (r"(?i)abc", "ABC", true),
            (r"a\.b", "a.b", true),
            (r"a\.b", "axb", false),
            (r"[\u0600-\u06FF ]+", "اردو", true),
            (r"\p{L}+", "اردو", true),
            (r"\pL+", "é", true),
            (r"[\p{IsArabic}\s]+", "اردو", true),
            (r"\p{Alpha}+", "é", false),
            (r"[\p{Digit}-]+", "1-2", true),
            (r"a*\d+", "12", true),
            (r"\S+\s\S+", "a b", true),
            (r"[^\s]+", "a b", false),
            (r"03[0-9]{2}-?[0-9]{7}", "0300-1234567", true),
            (r".+@.+\.[a-z]{2,}", "a@b.pk", true),
            (r"\bfoo\b", "foo", true),
        ];
        for (pattern, text, matches) in cases {
            assert_eq!(compile(pattern).unwrap().is_match(text), matches, "{pattern} on {text}");
        }
    }

    #[test]
    fn what_has_no_equal_is_refused() {
        for pattern in ["(?=a)a", r"(a)\1", "a++b", "[", "a{1000000}", r"\Qa\E", r"\"] {
            let code = compile(pattern).map_err(|fault| fault.at("").code).map(|_| ());
            assert_eq!(code, Err("form.regex"), "{pattern}");
        }
    }
}
