//! FACTS.json to values: numbers as they are written, no key twice, dates as strings until a column asks for them.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::faults::{At, Faults, did_you_mean};
use super::ready::Ready;
use super::value::Value;
use super::xml::MOST_BYTES;
use crate::model::{Error, FindingCode};

/// The facts of one evaluation, by input of the model.
#[derive(Debug)]
pub struct Facts {
    pub(super) file: String,
    /// `None`: the facts do not have it.
    pub(super) values: Vec<Option<Value>>,
}

/// Lists and objects in each other.
const MOST_DEPTH: usize = 32;

/// An entry of an object, as it stands.
type Raw = (String, Box<RawValue>);

/// An object of JSON.
struct Entries(Vec<Raw>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object: {\"input\": value}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut list: Vec<Raw> = Vec::new();
                let mut keys = BTreeSet::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if !keys.insert(key.clone()) {
                        return Err(serde::de::Error::custom(format!("the key `{key}` stands twice")));
                    }
                    list.push((key, value));
                }
                Ok(Entries(list))
            }
        }
        from.deserialize_map(Collect)
    }
}

/// Reads the facts for a model. `Error::Input` lists every key that is unknown and every value that does not fit.
pub fn facts(file: &str, bytes: &[u8], ready: &Ready<'_>) -> Result<Facts, Error> {
    let mut faults = Faults::new(file);
    let mut values = vec![None; ready.model.inputs.len()];
    match entries(bytes) {
        Err((at, message)) => {
            let help = "write one object: {\"input\": value, ...}";
            faults.add(FindingCode::DmnFacts, at, "", &message, help);
        }
        Ok(entries) => {
            for (key, raw) in entries {
                fact(&key, &raw, ready, &mut values, &mut faults);
            }
        }
    }
    faults.done(Facts { file: file.to_owned(), values })
}

fn entries(bytes: &[u8]) -> Result<Vec<Raw>, (At, String)> {
    if bytes.len() > MOST_BYTES {
        return Err((At::default(), format!("the file has more than {} MiB", MOST_BYTES >> 20)));
    }
    serde_json::from_slice(bytes).map(|Entries(list)| list).map_err(|error| {
        let place = |number: usize| u64::try_from(number).unwrap_or_default();
        let at = At { line: place(error.line()), column: place(error.column()) };
        let message = error.to_string();
        let end = message.rfind(" at line ").unwrap_or(message.len());
        (at, message.get(..end).unwrap_or("").to_owned())
    })
}

fn fact(key: &str, raw: &RawValue, ready: &Ready<'_>, values: &mut [Option<Value>], faults: &mut Faults) {
    let at = At::default();
    let names = || ready.model.inputs.iter().map(|input| input.name.as_str());
    let place = names().position(|name| name == key);
    let Some(place) = place else {
        let message = "the model has no input of this name";
        faults.add(FindingCode::DmnFacts, at, key, message, &did_you_mean(key, names()));
        return;
    };
    let fitted = value(raw, 0).map_err(|message| (message, String::new()));
    let fitted = fitted.and_then(|value| match ready.inputs.get(place) {
        Some(kind) => kind.fit_all(value),
        None => Ok(value),
    });
    match fitted {
        Ok(value) => values.get_mut(place).into_iter().for_each(|known| *known = Some(value.clone())),
        Err((message, help)) => {
            faults.add(FindingCode::DmnFacts, at, raw.get(), &format!("`{key}` is {message}"), &help);
        }
    }
}

/// A value as it is written. JSON has been read whole before, so only numbers and depth can fail here.
fn value(raw: &RawValue, depth: usize) -> Result<Value, String> {
    if depth > MOST_DEPTH {
        return Err(format!("nested more than {MOST_DEPTH} deep"));
    }
    let text = raw.get().trim();
    let broken = |error: serde_json::Error| error.to_string();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(Value::String).map_err(broken),
        Some(b'[') => {
            let members: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(broken)?;
            members.iter().map(|member| value(member, depth + 1)).collect::<Result<_, _>>().map(Value::List)
        }
        Some(b'{') => {
            let Entries(list) = serde_json::from_str(text).map_err(broken)?;
            let entry = |(key, raw): Raw| Ok((key, value(&raw, depth + 1)?));
            list.into_iter().map(entry).collect::<Result<_, String>>().map(Value::Context)
        }
        Some(b't') => Ok(Value::Boolean(true)),
        Some(b'f') => Ok(Value::Boolean(false)),
        Some(b'n') => Ok(Value::Null),
        _ => Value::number(text).ok_or_else(|| "a number that cannot be read exactly".to_owned()),
    }
}
