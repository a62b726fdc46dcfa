//! Schemas of the record, made from the one declaration of its sections, and the ways in which a call is secured.

use registry::{
    field::{Field, Kind},
    sections::SECTIONS,
};
use utoipa::{
    Modify,
    openapi::{
        Array, Object, ObjectBuilder, OpenApi, Ref, RefOr, Schema,
        schema::{ArrayBuilder, KnownFormat, SchemaFormat, Type},
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

/// Sections that stand in each member.
const OF_MEMBERS: [&str; 5] = ["person", "education", "work", "disability", "health"];

/// Adds `Household`, `Record` and the sections of its record.
pub(super) struct Sections;

impl Modify for Sections {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        for (name, fields) in SECTIONS {
            components.schemas.insert((*name).to_owned(), section(fields).into());
        }
        components.schemas.insert("Member".to_owned(), member().into());
        components.schemas.insert("Record".to_owned(), record().into());
        components.schemas.insert("Household".to_owned(), household().into());
    }
}

/// Says how calls are secured.
pub(super) struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", token);
        let session = ApiKey::Cookie(ApiKeyValue::new("session"));
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
    }
}

/// Points at `Household`.
pub(super) fn household_reference() -> Ref {
    Ref::from_schema_name("Household")
}

/// Points at `Record`.
pub(super) fn record_reference() -> Ref {
    Ref::from_schema_name("Record")
}

fn section(fields: &[Field]) -> Object {
    let builder = fields
        .iter()
        .fold(ObjectBuilder::new(), |builder, field| builder.property(field.name, answer(field)));
    builder.build()
}

fn answer(field: &Field) -> RefOr<Schema> {
    let described = |builder: ObjectBuilder| builder.description(Some(field.about.trim())).build().into();
    let typed = |kind| ObjectBuilder::new().schema_type(kind);
    match field.kind {
        Kind::YesNo => described(typed(Type::Boolean)),
        Kind::Integer => described(typed(Type::Integer)),
        Kind::Decimal => described(typed(Type::Number)),
        Kind::Date => {
            described(typed(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))))
        }
        Kind::Text => described(typed(Type::String)),
        Kind::Code(_, codes) => described(typed(Type::String).enum_values(Some(codes.iter().copied()))),
        Kind::Codes(codes) => {
            let items = typed(Type::String).enum_values(Some(codes.iter().copied()));
            ArrayBuilder::new().items(items).description(Some(field.about.trim())).build().into()
        }
    }
}

fn member() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let mut builder = ObjectBuilder::new()
        .description(Some("A member. What is not known is absent."))
        .property("id", text().description(Some("The person, the same for life")))
        .property(
            "line",
            ObjectBuilder::new().schema_type(Type::Integer).description(Some("Row on the roster")),
        )
        .property("name", text())
        .property("name_urdu", text())
        .property(
            "identity",
            ObjectBuilder::new()
                .description(Some("`kind` is cnic, b_form or none; `number` its thirteen digits")),
        )
        .property("age_stated_on", text().description(Some("The day for which the stated age was true")))
        .property("spouse", text().description(Some("Id of the husband or wife, where a member")))
        .property("father", text().description(Some("Id of the father, where a member")))
        .property("mother", text().description(Some("Id of the mother, where a member")));
    for name in OF_MEMBERS {
        builder = builder.property(name, Ref::from_schema_name(name));
    }
    builder.build()
}

fn record() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let location = ["tehsil", "union_council", "block", "region", "address", "landmark"]
        .into_iter()
        .fold(ObjectBuilder::new(), |builder, name| builder.property(name, text()));
    let form = ["id", "version"]
        .into_iter()
        .fold(ObjectBuilder::new(), |builder, name| builder.property(name, text()));
    let mut record = ObjectBuilder::new()
        .description(Some("What a survey found. What is not known is absent; nothing missing is zero."))
        .property("form", form)
        .property("location", location)
        .property("members", Array::new(Ref::from_schema_name("Member")))
        .property("births", Array::new(Ref::from_schema_name("birth")));
    for (name, _) in SECTIONS {
        if *name != "birth" && !OF_MEMBERS.contains(name) {
            record = record.property(*name, Ref::from_schema_name(*name));
        }
    }
    record.build()
}

fn household() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    ObjectBuilder::new()
        .description(Some("A household. What is not known is absent; nothing missing is zero."))
        .property(
            "number",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .description(Some("The ten digits of the registry number")),
        )
        .property("status", ObjectBuilder::new().description(Some("`status` is active or merged")))
        .property("record", record_reference())
        .property(
            "former_members",
            Array::new(
                ObjectBuilder::new()
                    .property("member", Ref::from_schema_name("Member"))
                    .property("left_on", text())
                    .property("departure", text()),
            ),
        )
        .property("discrepancies", Array::new(ObjectBuilder::new()))
        .build()
}
