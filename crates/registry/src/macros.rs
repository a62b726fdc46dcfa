//! The two macros with which code lists and sections are declared once and read, written, shown and documented
//! from that one declaration.

/// Declares code lists: enums whose variants have the codes of forms, files and stores.
macro_rules! code_lists {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+ }

            impl $name {
                /// Every value, in the order of the questionnaire.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];
                /// Every code, in the same order.
                pub const CODES: &'static [&'static str] = &[$($code),+];

                /// The code that stands for this value in forms, files and stores.
                pub fn code(self) -> &'static str {
                    match self { $(Self::$variant => $code),+ }
                }

                /// The value of a code.
                pub fn from_code(code: &str) -> Option<Self> {
                    match code { $($code => Some(Self::$variant),)+ _ => None }
                }
            }

            impl $crate::field::Answer for $name {
                const KIND: $crate::field::Kind = $crate::field::Kind::Code(stringify!($name), Self::CODES);
                fn read(text: &str) -> Result<Self, $crate::field::Fault> {
                    Self::from_code(text).ok_or($crate::field::Fault::UnknownCode)
                }
                fn write(&self) -> String {
                    self.code().to_owned()
                }
                fn value(&self) -> $crate::field::Value<'_> {
                    $crate::field::Value::Code(*self as usize)
                }
            }

            impl $crate::field::Listed for $name {
                const CODES: &'static [&'static str] = Self::CODES;
            }
        )+

        /// Every code list by name, for the data dictionary and for checking forms.
        pub const CODE_LISTS: &[(&str, &[&str])] = &[$((stringify!($name), $name::CODES)),+];
    };
}

/// Declares sections of the record: structs of optional answers, each with the name of its question, its type
/// and, where it has them, its limits.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident $section:literal {
        $($(#[doc = $field_doc:literal])* $field:ident : $type:ty $(, in $limits:expr)?;)+
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
            #[serde(default, deny_unknown_fields)]
            pub struct $name {
                $($(#[doc = $field_doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)+
            }

            impl $crate::field::Section for $name {
                const NAME: &'static str = $section;
                const FIELDS: &'static [$crate::field::Field] = &[$($crate::field::Field {
                    name: stringify!($field),
                    kind: <$type as $crate::field::Answer>::KIND,
                    about: concat!($($field_doc),+),
                }),+];

                fn set(&mut self, field: &str, text: &str) -> Result<(), $crate::field::Fault> {
                    let position = Self::FIELDS.iter().position(|question| question.name == field);
                    self.set_at(position.ok_or($crate::field::Fault::UnknownField)?, text)
                }

                fn text(&self, field: &str) -> Option<String> {
                    match field {
                        $(stringify!($field) => self.$field.as_ref().map($crate::field::Answer::write),)+
                        _ => None,
                    }
                }

                fn set_at(&mut self, position: usize, text: &str) -> Result<(), $crate::field::Fault> {
                    type Setter = fn(&mut $name, &str) -> Result<(), $crate::field::Fault>;
                    const SETTERS: &[Setter] = &[$(|section, text| {
                        let answer = <$type as $crate::field::Answer>::read(text)?;
                        $($crate::field::within(&answer, &($limits))?;)?
                        section.$field = Some(answer);
                        Ok(())
                    }),+];
                    SETTERS.get(position).ok_or($crate::field::Fault::UnknownField)?(self, text)
                }

                fn value_at(&self, position: usize) -> Option<$crate::field::Value<'_>> {
                    type Getter = for<'a> fn(&'a $name) -> Option<$crate::field::Value<'a>>;
                    const GETTERS: &[Getter] =
                        &[$(|section| section.$field.as_ref().map($crate::field::Answer::value)),+];
                    GETTERS.get(position)?(self)
                }
            }
        )+

        /// Every section's name and fields, for the data dictionary and for checking forms.
        pub const SECTIONS: &[(&str, &[$crate::field::Field])] =
            &[$(($section, <$name as $crate::field::Section>::FIELDS)),+];
    };
}

pub(crate) use {code_lists, sections};
