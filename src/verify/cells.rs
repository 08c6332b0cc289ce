//! Cells of rule tables: each becomes the list of the words that it matches.

/// The words of a positive list (`a, b`); `known` says which words the column has.
pub(super) fn positive_list(cell: &str, known: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for word in cell.split(',').map(str::trim) {
        if !known(word) {
            return Err(format!("`{word}` is not known"));
        }
        words.push(word.to_owned());
    }
    Ok(words)
}

/// Those of the column's `values` that a unary test matches. Comparisons and ranges follow the order of `values` and
/// need an `ordered` column.
pub(super) fn unary_test(cell: &str, values: &[String], ordered: bool) -> Result<Vec<String>, String> {
    if let Some(inner) = negated(cell) {
        let excluded = any_of(inner, values, ordered)?;
        return Ok(values.iter().filter(|value| !excluded.contains(value)).cloned().collect());
    }
    any_of(cell, values, ordered)
}

/// The inside of `not(...)`.
fn negated(cell: &str) -> Option<&str> {
    cell.strip_prefix("not")?.trim_start().strip_prefix('(')?.strip_suffix(')')
}

fn any_of(cell: &str, values: &[String], ordered: bool) -> Result<Vec<String>, String> {
    let mut matched = Vec::new();
    for item in cell.split(',').map(str::trim) {
        matched.extend(one_item(item, values, ordered)?);
    }
    Ok(values.iter().filter(|value| matched.contains(value)).cloned().collect())
}

fn one_item(item: &str, values: &[String], ordered: bool) -> Result<Vec<String>, String> {
    let last = values.len();
    // a stretch of positions: from (included) to (excluded)
    let (from, to) = if let Some(word) = item.strip_prefix(">=") {
        (place(word, values, ordered)?, last)
    } else if let Some(word) = item.strip_prefix("<=") {
        (0, place(word, values, ordered)? + 1)
    } else if let Some(word) = item.strip_prefix('>') {
        (place(word, values, ordered)? + 1, last)
    } else if let Some(word) = item.strip_prefix('<') {
        (0, place(word, values, ordered)?)
    } else if item.starts_with(['[', '(']) {
        range(item, values, ordered)?
    } else {
        let at = place(item, values, true)?;
        (at, at + 1)
    };
    Ok(values.iter().take(to).skip(from).cloned().collect())
}

/// `[a..b]`, `(a..b]`, `[a..b)`, `(a..b)`.
fn range(item: &str, values: &[String], ordered: bool) -> Result<(usize, usize), String> {
    let unreadable = || format!("`{item}` is not a range");
    let open_below = item.starts_with('(');
    let open_above = item.ends_with(')');
    let inner = item.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')']));
    let (low, high) = inner.and_then(|inner| inner.split_once("..")).ok_or_else(unreadable)?;
    let from = place(low, values, ordered)? + usize::from(open_below);
    let to = place(high, values, ordered)? + usize::from(!open_above);
    Ok((from, to))
}

/// Where a word stands among the values.
fn place(word: &str, values: &[String], ordered: bool) -> Result<usize, String> {
    let word = word.trim();
    if !ordered {
        return Err(format!("`{word}` is compared, but the column has no order"));
    }
    values.iter().position(|value| value == word).ok_or_else(|| format!("`{word}` is not known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(cell: &str) -> String {
        let values: Vec<String> = ["a", "b", "c", "d"].map(String::from).into();
        unary_test(cell, &values, true).unwrap_or_else(|problem| vec![problem]).join(" ")
    }

    #[test]
    fn every_form_of_a_unary_test() {
        for (cell, expected) in [
            ("b", "b"),
            ("d, a", "a d"),
            ("not(b)", "a c d"),
            ("not( b , a )", "c d"),
            (">= c", "c d"),
            (">c", "d"),
            ("<= b", "a b"),
            ("<b", "a"),
            ("[b..c]", "b c"),
            ("(a..c]", "b c"),
            ("[a..c)", "a b"),
            ("(a..d)", "b c"),
            ("a, (b..d]", "a c d"),
        ] {
            assert_eq!(matched(cell), expected, "{cell}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for cell in ["e", "a,, b", ">= e", "[a..", "[a]", "not(e)", "A"] {
            let values: Vec<String> = ["a", "b"].map(String::from).into();
            assert!(unary_test(cell, &values, true).is_err(), "{cell}");
        }
        let values = vec!["a".to_owned()];
        assert!(unary_test(">= a", &values, false).is_err());
        assert!(unary_test("not(a)", &values, false).is_ok_and(|words| words.is_empty()));
        assert!(positive_list("not(a)", |word| word == "a").is_err());
    }
}
