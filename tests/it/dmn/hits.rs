//! Every hit policy, over no rule, one and several.

use std::fmt::Write;

use super::eval;

/// A table over the number `n`: rules match from their first number up.
fn model(policy: &str, output: &str, rules: &[(u32, &[&str])]) -> String {
    let mut rows = String::new();
    for (from, outputs) in rules {
        let entry = |text: &&str| format!("<outputEntry><text>{text}</text></outputEntry>");
        let outputs = outputs.iter().map(entry).collect::<Vec<_>>().concat();
        writeln!(rows, "<rule><inputEntry><text>&gt;= {from}</text></inputEntry>{outputs}</rule>").unwrap();
    }
    format!(
        r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
<inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="d" name="d"><informationRequirement><requiredInput href="#n"/></informationRequirement>
<decisionTable {policy}><input><inputExpression><text>n</text></inputExpression></input>
{output}
{rows}</decisionTable></decision></definitions>"##
    )
}

fn result(policy: &str, output: &str, rules: &[(u32, &[&str])], n: &str) -> Result<String, String> {
    eval(&model(policy, output, rules), "d", &format!("{{\"n\": {n}}}")).map(|done| done.result.to_string())
}

const WORDS: [(u32, &[&str]); 4] =
    [(1, &["\"low\""]), (2, &["\"high\""]), (3, &["\"low\""]), (4, &["\"mid\""])];
const ORDERED: &str =
    r#"<output typeRef="string"><outputValues><text>"high", "mid", "low"</text></outputValues></output>"#;

#[test]
fn of_words() {
    let collect = "hitPolicy=\"COLLECT\"";
    let cases = [
        ("", "1", "\"low\""),
        ("hitPolicy=\"UNIQUE\"", "1", "\"low\""),
        ("hitPolicy=\"ANY\"", "1.5", "\"low\""),
        ("hitPolicy=\"PRIORITY\"", "4", "\"high\""),
        ("hitPolicy=\"PRIORITY\"", "1", "\"low\""),
        ("hitPolicy=\"FIRST\"", "4", "\"low\""),
        ("hitPolicy=\"RULE ORDER\"", "4", "[\"low\", \"high\", \"low\", \"mid\"]"),
        ("hitPolicy=\"OUTPUT ORDER\"", "4", "[\"high\", \"mid\", \"low\", \"low\"]"),
        (collect, "3", "[\"low\", \"high\", \"low\"]"),
        ("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", "4", "4"),
    ];
    for (policy, n, expected) in cases {
        assert_eq!(result(policy, ORDERED, &WORDS, n).as_deref(), Ok(expected), "{policy} {n}");
    }
    let silent = [
        ("UNIQUE", "null"),
        ("ANY", "null"),
        ("PRIORITY", "null"),
        ("FIRST", "null"),
        ("RULE ORDER", "[]"),
        ("OUTPUT ORDER", "[]"),
        ("COLLECT", "[]"),
        ("COLLECT\" aggregation=\"COUNT", "0"),
    ];
    let default = ORDERED
        .replace("</output>", "<defaultOutputEntry><text>\"mid\"</text></defaultOutputEntry></output>");
    for (policy, nothing) in silent {
        let policy = format!("hitPolicy=\"{policy}\"");
        for n in ["0", "null"] {
            assert_eq!(result(&policy, ORDERED, &WORDS, n).as_deref(), Ok(nothing), "{policy}");
        }
        let expected = if nothing == "[]" { "[\"mid\"]" } else { "\"mid\"" };
        assert_eq!(result(&policy, &default, &WORDS, "0").as_deref(), Ok(expected), "{policy}");
    }
}

#[test]
fn of_numbers() {
    let rules: [(u32, &[&str]); 4] = [(1, &["0.1"]), (2, &["0.2"]), (3, &["-7.25"]), (4, &["0.2"])];
    let output = "<output typeRef=\"number\"/>";
    let cases = [
        ("SUM", "2", "0.3"),
        ("SUM", "4", "-6.75"),
        ("MIN", "4", "-7.25"),
        ("MAX", "4", "0.2"),
        ("MAX", "1", "0.1"),
        ("COUNT", "4", "4"),
        ("SUM", "0", "null"),
        ("MIN", "0", "null"),
        ("MAX", "0", "null"),
        ("COUNT", "0", "0"),
    ];
    for (aggregation, n, expected) in cases {
        let policy = format!("hitPolicy=\"COLLECT\" aggregation=\"{aggregation}\"");
        assert_eq!(result(&policy, output, &rules, n).as_deref(), Ok(expected), "{aggregation} {n}");
    }
}

/// What cannot be answered is an error that names the rules, never a value.
#[test]
fn conflicts() {
    let told = |policy: &str, rules: &[(u32, &[&str])], n: &str| {
        result(&format!("hitPolicy=\"{policy}\""), ORDERED, rules, n).unwrap_err()
    };
    assert_eq!(
        told("UNIQUE", &WORDS, "2"),
        "error dmn-hit model.dmn:6:1: rules 1 (line 6) and 2 (line 7) all match, and `d` is U: only one may; make their \
         conditions exclude each other, or choose another hit policy"
    );
    assert_eq!(
        told("ANY", &WORDS, "3"),
        "error dmn-hit model.dmn:6:1: rules 1 (line 6) and 2 (line 7) and 3 (line 8) all match, and `d` is A: they must say \
         the same; make their outputs equal, or choose another hit policy"
    );
    let same: [(u32, &[&str]); 2] = [(1, &["date(\"2026-01-31\")"]), (2, &["@\"2026-01-31\""])];
    assert_eq!(
        result("hitPolicy=\"ANY\"", "<output/>", &same, "2").as_deref(),
        Ok("date(\"2026-01-31\")"),
        "two ways of writing one value are one value"
    );
    let great: [(u32, &[&str]); 2] = [(1, &["9000000000000000000"]), (1, &["9000000000000000000"])];
    let sum = "hitPolicy=\"COLLECT\" aggregation=\"SUM\"";
    assert!(result(sum, "<output/>", &great, "1").unwrap_err().contains("too great to add"));
    let long: [(u32, &[&str]); 1] = [(1, &["0.12345678901234567890"])];
    assert!(result(sum, "<output/>", &long, "1").unwrap_err().contains("at most 18 digits"));
}

#[test]
fn of_several_outputs() {
    let outputs = r#"<output name="a" typeRef="string"><outputValues><text>"x", "y"</text></outputValues></output>
<output name="b" typeRef="number"><outputValues><text>1, 2, 3</text></outputValues></output>"#;
    let rules: [(u32, &[&str]); 3] = [(1, &["\"y\"", "1"]), (2, &["\"x\"", "3"]), (3, &["\"x\"", "2"])];
    let of = |policy: &str, n: &str| result(&format!("hitPolicy=\"{policy}\""), outputs, &rules, n);
    assert_eq!(of("PRIORITY", "3").as_deref(), Ok("{a: \"x\", b: 2}"), "the first column counts first");
    assert_eq!(of("OUTPUT ORDER", "2").as_deref(), Ok("[{a: \"x\", b: 3}, {a: \"y\", b: 1}]"));
    assert_eq!(of("COLLECT", "1").as_deref(), Ok("[{a: \"y\", b: 1}]"));
    let sum = of("COLLECT\" aggregation=\"SUM", "1").unwrap_err();
    assert!(sum.contains("hit policy C+ over several outputs"), "{sum}");
}
