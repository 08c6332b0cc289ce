//! Type references to types, and values to the type that a column has.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::faults::{At, Faults, did_you_mean};
use super::feel::UnaryTests;
use super::model::{Entry, Model};
use super::tester::Tester;
use super::value::{Type, Value};

/// What a type reference stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Kind {
    /// The type of a single value; none: any.
    pub(super) single: Option<Type>,
    /// Whether it is a list of them.
    pub(super) collection: bool,
    /// What is allowed, each a table of one cell.
    pub(super) allowed: Vec<Arc<Tester>>,
}

/// The types of a model by name.
#[derive(Debug)]
pub(super) struct Types {
    kinds: BTreeMap<String, Kind>,
}

impl Types {
    /// Resolves all item definitions.
    pub(super) fn new(model: &Model, faults: &mut Faults) -> Self {
        let mut this = Self { kinds: BTreeMap::new() };
        let mut left: Vec<_> = model.types.iter().collect();
        // a definition is resolved once that on which it builds is
        loop {
            let before = left.len();
            left.retain(|item| {
                let Some(mut kind) = this.find(&item.base) else { return true };
                kind.collection |= item.collection;
                if let Some(allowed) = &item.allowed {
                    kind.allow(&Entry { value: allowed.clone(), at: item.at }, faults);
                }
                if this.kinds.insert(item.name.clone(), kind).is_some() {
                    faults.model(item.at, &item.name, "a second item definition of this name", "rename one");
                }
                false
            });
            if left.len() == before {
                break;
            }
        }
        for item in left.iter().filter(|item| !item.base.is_empty()) {
            this.unknown(&item.base, item.at, faults);
        }
        this
    }

    fn find(&self, name: &str) -> Option<Kind> {
        let bare = name.rsplit(':').next().unwrap_or(name);
        if let Some(single) = Type::parse(name).or_else(|| Type::parse(bare)) {
            return Some(Kind { single: Some(single), ..Kind::default() });
        }
        if bare == "Any" {
            return Some(Kind::default());
        }
        self.kinds.get(name).cloned()
    }

    fn unknown(&self, name: &str, at: At, faults: &mut Faults) {
        let mut known: Vec<&str> = Type::names().collect();
        known.extend(self.kinds.keys().map(String::as_str));
        let message = "not a type that is supported, nor an item definition that can be resolved";
        faults.model(at, name, message, &did_you_mean(name, known));
    }

    /// The type of a reference; without one, any.
    pub(super) fn resolve(&self, name: Option<&str>, at: At, faults: &mut Faults) -> Kind {
        let Some(name) = name else { return Kind::default() };
        self.find(name).unwrap_or_else(|| {
            self.unknown(name, at, faults);
            Kind::default()
        })
    }
}

impl Kind {
    /// Narrows it to some values.
    pub(super) fn allow(&mut self, tests: &Entry<UnaryTests>, faults: &mut Faults) {
        let single = self.single.or_else(|| first_kind([&tests.value]));
        match Tester::new(single, &[tests]) {
            Ok(tester) => self.allowed.push(Arc::new(tester)),
            Err((_, error)) => {
                faults.add(
                    crate::model::FindingCode::DmnCell,
                    tests.at,
                    &error.value,
                    &error.message,
                    &error.help,
                );
            }
        }
    }

    /// A single value as one of this type: dates and durations may come as strings. Gives what is wrong and the fix.
    pub(super) fn fit(&self, value: &Value) -> Result<Value, (String, String)> {
        let fitted = match (self.single, value) {
            (Some(Type::Date), Value::String(text)) => Value::date(text),
            (Some(Type::Time | Type::Months), Value::String(text)) => Value::duration(text),
            _ => Some(value.clone()),
        };
        let fits = |value: &Value| {
            *value == Value::Null || self.single.is_none_or(|kind| value.kind() == Some(kind))
        };
        let Some(value) = fitted.filter(fits) else {
            let wanted = self.single.map_or_else(String::new, Type::one);
            let help = match self.single {
                Some(Type::Date) => "write a day of the years 1900 to 2199 as \"2026-01-31\"",
                Some(Type::Time) => "write it as \"P2DT12H\"",
                Some(Type::Months) => "write it as \"P1Y6M\"",
                _ => "",
            };
            // a string that should be a date is one that cannot be read as such
            let unread = matches!(value, Value::String(_)) && !help.is_empty();
            let is = if unread { String::new() } else { format!("{}, ", value.kind_name()) };
            return Err((format!("{is}not {wanted}"), help.to_owned()));
        };
        match self.allowed.iter().find(|tester| value != Value::Null && !tester.matches(0, &value)) {
            Some(tester) => Err(("not among the values allowed".to_owned(), tester.nearest(&value))),
            None => Ok(value),
        }
    }

    /// A value, or the members of a collection, as of this type.
    pub(super) fn fit_all(&self, value: Value) -> Result<Value, (String, String)> {
        match value {
            Value::List(members) if self.collection => {
                let members = members.iter().map(|member| self.fit(member));
                members.collect::<Result<_, _>>().map(Value::List)
            }
            Value::Null => Ok(Value::Null),
            other if self.collection => {
                Err((format!("{}, not a list", other.kind_name()), "write a list: [\"a\", \"b\"]".to_owned()))
            }
            single => self.fit(&single),
        }
    }
}

/// The type of the first literal that has one.
pub(super) fn first_kind<'t>(tests: impl IntoIterator<Item = &'t UnaryTests>) -> Option<Type> {
    let parts = tests.into_iter().flat_map(|tests| tests.test.parts());
    parts.flat_map(crate::table::Part::values).find_map(Value::kind)
}
