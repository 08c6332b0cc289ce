//! The grammar of a cell: DMN S-FEEL unary tests, over words or over whatever literals the caller reads.

/// Why a cell cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CellError {
    /// The byte of the cell where it goes wrong.
    pub at: usize,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// What a cell asks of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test<V = String> {
    /// Blank or `-`: anything, known or not.
    Any,
    /// At least one of these.
    OneOf(Vec<Part<V>>),
    /// A known value that is none of these.
    NotOneOf(Vec<Part<V>>),
}

/// One of the things in a comma list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<V = String> {
    /// This value.
    Value(V),
    /// A value on this side of it.
    Compare(Op, V),
    /// A value between two.
    Range {
        /// The lower end.
        low: V,
        /// Whether the lower end itself is left out.
        low_open: bool,
        /// The upper end.
        high: V,
        /// Whether the upper end itself is left out.
        high_open: bool,
    },
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Op {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::Greater => ">",
            Op::AtLeast => ">=",
        }
    }
}

impl<V> Test<V> {
    /// Its parts, in order; none if it is blank.
    #[must_use]
    pub fn parts(&self) -> &[Part<V>] {
        match self {
            Test::Any => &[],
            Test::OneOf(parts) | Test::NotOneOf(parts) => parts,
        }
    }
}

impl<V> Part<V> {
    /// The values that it names: one, or the two ends of a range.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        let (first, second) = match self {
            Part::Value(value) | Part::Compare(_, value) => (value, None),
            Part::Range { low, high, .. } => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Reads a cell. Values are not looked up: that is [`Axis::compile`](super::Axis::compile).
pub fn parse_cell(text: &str) -> Result<Test, CellError> {
    parse_tests(text, &word)
}

/// Reads a cell whose values `literal` reads: from the beginning of what is left, told whether it is the end of a
/// range, to the value and how many bytes it took. Places in its errors count from there.
pub fn parse_tests<V>(text: &str, literal: &Literal<'_, V>) -> Result<Test<V>, CellError> {
    if matches!(text.trim(), "" | "-") {
        return Ok(Test::Any);
    }
    let mut reader = Reader { text, at: 0, literal };
    if !reader.eat_not() {
        return reader.list(None).map(Test::OneOf);
    }
    let parts = reader.list(Some(')'))?;
    match reader.peek() {
        None => Ok(Test::NotOneOf(parts)),
        Some(_) => Err(reader.error("nothing may follow `not(...)`", "`not(a, b)` stands alone in its cell")),
    }
}

/// Reads one value of a cell: see [`parse_tests`].
pub type Literal<'l, V> = dyn Fn(&str, bool) -> Result<(V, usize), CellError> + 'l;

struct Reader<'a, V> {
    text: &'a str,
    at: usize,
    literal: &'a Literal<'a, V>,
}

impl<'a, V> Reader<'a, V> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next character that is not space, moving up to it.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        self.peek();
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// `not` is a word like any other unless a bracket follows.
    fn eat_not(&mut self) -> bool {
        let start = self.at;
        let found = self.eat("not") && self.eat("(");
        if !found {
            self.at = start;
        }
        found
    }

    fn error(&self, message: &str, help: &str) -> CellError {
        CellError { at: self.at, ..CellError::at_start(self.rest(), message, help) }
    }

    /// Parts with commas between, up to and with `close`, or to the end of the cell.
    fn list(&mut self, close: Option<char>) -> Result<Vec<Part<V>>, CellError> {
        let mut parts = Vec::new();
        loop {
            parts.push(self.part()?);
            let next = self.peek();
            if next == Some(',') {
                self.eat(",");
            } else if next == close {
                self.at += next.map_or(0, char::len_utf8);
                return Ok(parts);
            } else if next.is_none() {
                return Err(self.error("`not(` is never closed", "write `not(a, b)`"));
            } else {
                return Err(self.error("a comma is missing here", "put commas between values: `a, b`"));
            }
        }
    }

    fn part(&mut self) -> Result<Part<V>, CellError> {
        match self.peek() {
            Some('<' | '>') => self.comparison(),
            Some('[' | '(' | ']') => self.range(),
            _ => self.value(false).map(Part::Value),
        }
    }

    fn comparison(&mut self) -> Result<Part<V>, CellError> {
        let signs = [Op::AtMost, Op::AtLeast, Op::Less, Op::Greater];
        let found = signs.into_iter().find(|op| self.eat(op.sign()));
        let op = found.ok_or_else(|| self.error("a comparison is missing here", "write `>= a`"))?;
        Ok(Part::Compare(op, self.value(false)?))
    }

    fn range(&mut self) -> Result<Part<V>, CellError> {
        let low_open = !self.eat("[");
        if low_open {
            self.at += 1; // `(` or `]`, as `part` has seen
        }
        let low = self.value(true)?;
        if !self.eat("..") {
            return Err(self.error("a range needs `..` between its ends", "write `[a..b]`"));
        }
        let high = self.value(true)?;
        let high_open = match self.peek() {
            Some(']') => false,
            Some(')' | '[') => true,
            _ => return Err(self.error("the range is never closed", "write `[a..b]`, or `[a..b)` without b")),
        };
        self.at += 1;
        Ok(Part::Range { low, low_open, high, high_open })
    }

    fn value(&mut self, in_range: bool) -> Result<V, CellError> {
        self.peek();
        let read = (self.literal)(self.rest(), in_range);
        let (value, length) = read.map_err(|error| CellError { at: self.at + error.at, ..error })?;
        self.at += length;
        Ok(value)
    }
}

impl CellError {
    /// An error about what stands at the beginning of `rest`.
    #[must_use]
    pub fn at_start(rest: &str, message: &str, help: &str) -> Self {
        let value = rest.trim_end().to_owned();
        Self { at: 0, value, message: message.to_owned(), help: help.to_owned() }
    }
}

/// A word up to the next comma or bracket, or a quoted string.
fn word(rest: &str, in_range: bool) -> Result<(String, usize), CellError> {
    if rest.starts_with('"') {
        return quoted(rest);
    }
    let fault = |message, help| Err(CellError::at_start(rest, message, help));
    let end = rest.find([',', '(', ')', '[', ']', '"']).unwrap_or(rest.len());
    let dots = rest.find("..").filter(|dots| *dots < end);
    if dots.is_some() && !in_range {
        return fault("a range stands in brackets", "write `[a..b]`");
    }
    match rest.get(..dots.unwrap_or(end)).unwrap_or("").trim_end() {
        "" => fault("a value is missing here", "write a value, or leave the whole cell blank"),
        "-" => fault("`-` means any and stands alone", "leave the whole cell blank, or drop `-`"),
        found => Ok((found.to_owned(), found.len())),
    }
}

/// A string in double quotes; `\"` and `\\` stand for the quote and the backslash.
fn quoted(rest: &str) -> Result<(String, usize), CellError> {
    let mut value = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, place + 1)),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            _ => value.push(letter),
        }
    }
    Err(CellError::at_start(rest, "a quote is never closed", "end the string with `\"`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Part {
        Part::Value(text.into())
    }

    fn range(low: &str, low_open: bool, high: &str, high_open: bool) -> Part {
        Part::Range { low: low.into(), low_open, high: high.into(), high_open }
    }

    #[test]
    fn every_form_of_a_cell() {
        for blank in ["", "-", "  ", " - "] {
            assert_eq!(parse_cell(blank), Ok(Test::Any));
        }
        let forms = [
            ("a", vec![value("a")]),
            (" a ,b ", vec![value("a"), value("b")]),
            ("PGD:<id>, -5, v1.2", vec![value("PGD:<id>"), value("-5"), value("v1.2")]),
            (r#""a, b", "say \"x\"""#, vec![value("a, b"), value("say \"x\"")]),
            (">= a", vec![Part::Compare(Op::AtLeast, "a".into())]),
            (
                ">a, <=\"b\"",
                vec![Part::Compare(Op::Greater, "a".into()), Part::Compare(Op::AtMost, "b".into())],
            ),
            ("< 1.5", vec![Part::Compare(Op::Less, "1.5".into())]),
            ("[a..b]", vec![range("a", false, "b", false)]),
            ("(a .. b]", vec![range("a", true, "b", false)]),
            ("[1.5..2.5), x", vec![range("1.5", false, "2.5", true), value("x")]),
            ("(a..b)", vec![range("a", true, "b", true)]),
            ("]a..b[, ]c..\"d\"]", vec![range("a", true, "b", true), range("c", true, "d", false)]),
            ("not", vec![value("not")]),
            ("nothing", vec![value("nothing")]),
        ];
        for (text, parts) in forms {
            assert_eq!(parse_cell(text), Ok(Test::OneOf(parts)), "{text}");
        }
        assert_eq!(parse_cell("not(a, b)"), Ok(Test::NotOneOf(vec![value("a"), value("b")])));
        let nested = vec![range("a", false, "b", true), value("c")];
        assert_eq!(parse_cell(" not ( [a..b), c ) "), Ok(Test::NotOneOf(nested)));
    }

    #[test]
    fn faults_say_where() {
        let faults = [
            ("a,", 2, "a value is missing here"),
            ("a,,b", 2, "a value is missing here"),
            ("a, -", 3, "`-` means any and stands alone"),
            (">=", 2, "a value is missing here"),
            ("not(a", 5, "`not(` is never closed"),
            ("not()", 4, "a value is missing here"),
            ("not(a), b", 6, "nothing may follow `not(...)`"),
            ("a..b", 0, "a range stands in brackets"),
            ("[a,b]", 2, "a range needs `..` between its ends"),
            ("[a..b", 5, "the range is never closed"),
            ("é, [a..b, c]", 9, "the range is never closed"),
            ("\"abc", 0, "a quote is never closed"),
            ("a(b)", 1, "a comma is missing here"),
            ("a)", 1, "a comma is missing here"),
        ];
        for (text, at, message) in faults {
            let error = parse_cell(text).unwrap_err();
            assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
        }
    }
}
