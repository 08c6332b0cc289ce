//! Every fault of models and facts, told with its place and the fix: one list, held by a snapshot.

use std::fmt::Write;

use super::eval;

const MODEL: &str = include_str!("../../dmn/menu/model.dmn");
const REVIEW: &str = include_str!("../../dmn/review/model.dmn");
const FACTS: &str = include_str!("../../dmn/menu/Drinks.winter.in.json");
const PERSON: &str = include_str!("../../dmn/review/First letter.lapsed.in.json");

/// What is changed in the first place where it stands, and into what.
const MENU: &[(&str, &str)] = &[
    // of what the file may hold
    ("<inputData id=\"in_season\"", "<import name=\"other\"/><inputData id=\"in_season\""),
    ("<inputData id=\"in_season\"", "<businessKnowledgeModel name=\"f\"/><inputData id=\"in_season\""),
    ("<inputData id=\"in_season\"", "<decisionService name=\"s\"/><inputData id=\"in_season\""),
    (
        "<inputData id=\"in_season\"",
        "<decision name=\"e\"><literalExpression><text>1 + 1</text></literalExpression></decision><inputData id=\"in_season\"",
    ),
    ("<inputData id=\"in_season\"", "<decision name=\"e\"><context/></decision><inputData id=\"in_season\""),
    ("<inputData id=\"in_season\"", "<decision name=\"e\"/><inputData id=\"in_season\""),
    ("id=\"menu\"", "expressionLanguage=\"https://example.org/javascript\""),
    (
        "<inputExpression typeRef=\"string\">",
        "<inputExpression typeRef=\"string\" expressionLanguage=\"juel\">",
    ),
    ("</decisionTable>", "</decisionTable><decisionTable><output/></decisionTable>"),
    // of names, ids and requirements
    ("name=\"Season\"><variable", "><variable"),
    ("name=\"Guests\"><variable", "name=\"Season\"><variable"),
    ("id=\"in_guests\"", "id=\"in_season\""),
    ("#in_guests", "#in_guest"),
    ("#in_guests", "https://example.org/other.dmn#in_guests"),
    ("href=\"#in_guests\"", ""),
    (
        "<informationRequirement><requiredInput href=\"#in_guests\"/></informationRequirement>",
        "<knowledgeRequirement><requiredKnowledge href=\"#f\"/></knowledgeRequirement>",
    ),
    ("<informationRequirement><requiredInput href=\"#in_guests\"/></informationRequirement>", ""),
    (
        "<informationRequirement><requiredInput href=\"#in_guests\"/></informationRequirement>",
        "<informationRequirement><requiredDecision href=\"#drinks\"/></informationRequirement>",
    ),
    ("<text>Guests</text>", "<text>Guest</text>"),
    ("<text>Guests</text>", "<text>Guests * 2</text>"),
    ("<text>Guests</text>", "<text>Guests.count</text>"),
    ("<text>Guests</text>", "<text></text>"),
    ("<text>Dish</text>", "<text>Dish.name</text>"),
    // of types
    ("<typeRef>string</typeRef>", "<typeRef>sting</typeRef>"),
    ("<typeRef>string</typeRef>", "<typeRef>tSeason</typeRef>"),
    ("<typeRef>string</typeRef>", ""),
    ("<typeRef>string</typeRef>", "<itemComponent name=\"a\"><typeRef>string</typeRef></itemComponent>"),
    ("typeRef=\"tSeason\"", "typeRef=\"tSaison\""),
    ("typeRef=\"number\"/>", "typeRef=\"time\"/>"),
    ("typeRef=\"number\"/>", "typeRef=\"string\"/>"),
    ("<text>\"spring\", \"summer\"", "<text>\"spring\", 5"),
    // of tables
    ("hitPolicy=\"UNIQUE\"", "hitPolicy=\"UNIQE\""),
    ("hitPolicy=\"UNIQUE\"", "hitPolicy=\"UNIQUE\" aggregation=\"SUM\""),
    ("hitPolicy=\"UNIQUE\"", "hitPolicy=\"COLLECT\" aggregation=\"SUM\""),
    ("hitPolicy=\"UNIQUE\"", "hitPolicy=\"PRIORITY\""),
    ("<output name=\"Dish\" typeRef=\"string\"/>", ""),
    ("<output name=\"Dish\" typeRef=\"string\"/>", "<output name=\"Dish\" typeRef=\"string\"/><output/>"),
    ("<output name=\"Dish\" typeRef=\"string\"/>", "<output name=\"Dish\" typeRef=\"number\"/>"),
    (
        "<output name=\"Dish\" typeRef=\"string\"/>",
        "<output name=\"Dish\"><outputValues><text>\"spareribs\", \"salad\"</text></outputValues></output>",
    ),
    ("<inputEntry><text>&lt;= 8</text></inputEntry>", ""),
    (
        "<outputEntry><text>\"stew\"</text></outputEntry>",
        "<annotationEntry><text>why</text></annotationEntry><outputEntry><text>\"stew\"</text></outputEntry>",
    ),
    // of cells
    ("<text>&lt;= 8</text>", "<text>&lt;= \"8\"</text>"),
    ("<text>&lt;= 8</text>", "<text>&lt;= 8 + 1</text>"),
    ("<text>&lt;= 8</text>", "<text>max(8, 9)</text>"),
    ("<text>&lt;= 8</text>", "<text>[8..4]</text>"),
    ("<text>&lt;= 8</text>", "<text>1..8</text>"),
    ("<text>&lt;= 8</text>", "<text>&lt;= null</text>"),
    ("<text>&lt;= 8</text>", "<text>&lt;= eight</text>"),
    ("<text>&lt;= 8</text>", "<text>some x in ? satisfies x in (8)</text>"),
    ("<text>\"autumn\", \"winter\"</text>", "<text>autumn, winter</text>"),
    ("<text>\"autumn\", \"winter\"</text>", "<text>\"autumn\" \"winter\"</text>"),
    ("<text>\"autumn\", \"winter\"</text>", "<text>&gt; \"autumn\"</text>"),
    ("<text>\"stew\"</text>", "<text>\"stew\", \"soup\"</text>"),
    ("<text>\"stew\"</text>", "<text>if Guests > 20 then \"stew\" else \"soup\"</text>"),
    ("<text>\"stew\"</text>", "<text>5</text>"),
    ("<text>\"autumn\", \"winter\"</text>", "<text>\"autum\", \"winter\"</text>"),
    ("<text>true</text>", "<text>date(\"2026-02-30\")</text>"),
];

const OTHER: &[(&str, &str)] = &[
    ("<inputEntry><text>\"lapsed\"</text></inputEntry>", "<inputEntry><text>\"laps\"</text></inputEntry>"),
    ("<text>[0..2.5), 7,", "<text>[0..2.5), 17,"),
    ("<output typeRef=\"boolean\">", "<output typeRef=\"date\">"),
    (
        "<output typeRef=\"boolean\"><defaultOutputEntry><text>false</text>",
        "<output typeRef=\"date\"><defaultOutputEntry><text>\"2026-01-31\"</text>",
    ),
    ("Standing.state", "Standing"),
    ("Standing.state", "Standing.stat"),
    ("\"lapsed\", \"soon\", \"good\"", "\"lapsed\", \"good\""),
    ("<outputEntry><text>\"soon\"</text></outputEntry>", "<outputEntry><text>null</text></outputEntry>"),
    ("<text>[0..10]</text>", "<text>[\"0\"..10]</text>"),
    ("<text>&lt; @\"2025-11-01\"</text>", "<text>&lt; @\"2025-11-01T10:00:00\"</text>"),
    ("<text>&lt;= @\"P1Y\"</text>", "<text>&lt;= @\"P365D\"</text>"),
    ("some x in ? satisfies x in (\"north\", \"south\")", "\"north\", \"south\""),
    ("some x in ? satisfies x in (\"north\", \"south\")", "some x in ? satisfies x in (not(\"north\"))"),
    ("some x in ? satisfies x in (\"north\", \"south\")", "list contains(?, \"north\")"),
    ("hitPolicy=\"PRIORITY\"", "hitPolicy=\"RULE ORDER\""),
];

#[test]
fn of_models() {
    let mut text = String::new();
    for (model, facts, changes) in [(MODEL, FACTS, MENU), (REVIEW, PERSON, OTHER)] {
        let decision = if model == MODEL { "Drinks" } else { "First letter" };
        eval(model, decision, facts).unwrap();
        for (from, to) in changes {
            assert!(model.contains(from), "{from}");
            let told = eval(&model.replacen(from, to, 1), decision, facts)
                .expect_err(&format!("{from} became {to}, and nobody noticed"));
            writeln!(text, "{from}\n  -> {to}\n{told}\n").unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn of_facts() {
    let mut text = String::new();
    let all = [
        "",
        "[1, 2]",
        "{\"Season\": \"winter\"",
        "{\"Season\": \"winter\", \"Season\": \"summer\"}",
        "{\"Saison\": \"winter\"}",
        "{\"Dish\": \"stew\"}",
        "{\"Season\": \"wintr\"}",
        "{\"Season\": 5}",
        "{\"Season\": [\"winter\"]}",
        "{\"Guests\": \"12\"}",
        "{\"Guests\": 1e9999}",
        "{\"Children\": \"yes\", \"Season\": \"\"}",
    ];
    for input in all {
        let told = eval(MODEL, "Drinks", input).expect_err(input);
        writeln!(text, "{input}\n{told}\n").unwrap();
    }
    let all = [
        "{\"Signed on\": \"2026-02-30\"}",
        "{\"Signed on\": \"31/01/2026\"}",
        "{\"Renewed every\": \"P30D\"}",
        "{\"Since last practice\": \"three weeks\"}",
        "{\"Wards\": \"north\"}",
        "{\"Wards\": [\"north\", \"nort\"]}",
        "{\"Score\": 10.001}",
        "{\"Person\": {\"post\": {\"on leave\": \"no\"}}}",
    ];
    for input in all {
        let told = eval(REVIEW, "First letter", input).expect_err(input);
        writeln!(text, "{input}\n{told}\n").unwrap();
    }
    text += &eval(MODEL, "Drink", "{}").unwrap_err();
    insta::assert_snapshot!(text);
}

#[test]
fn facts_nested_without_end() {
    let deep = |count: usize| format!("{{\"Person\": {}{}}}", "[".repeat(count), "]".repeat(count));
    assert!(eval(REVIEW, "Standing", &deep(30)).is_ok());
    for count in [40, 200, 1_000_000] {
        let told = eval(REVIEW, "Standing", &deep(count)).unwrap_err();
        assert!(told.contains("dmn-facts facts.json"), "{}", &told[..200.min(told.len())]);
    }
}

/// What the facts lack is null and noted; a part that is not there names its neighbours.
#[test]
fn notes() {
    let notes = |input: &str| {
        let done = eval(REVIEW, "Call", input).unwrap();
        done.notes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let all = "\"Signed on\": null, \"Renewed every\": null, \"Since last practice\": null, \"Wards\": []";
    assert_eq!(
        notes(&format!("{{{all}, \"Person\": {{\"post\": {{\"on leaf\": true}}}}}}")),
        [
            "note dmn-null facts.json: the facts do not have this input: it counts as null `Score`",
            "note dmn-null facts.json: there is no `on leave` in it: it counts as null `Person.post.on leave`; did you mean \
             `on leaf`?",
        ]
    );
    assert!(notes(&format!("{{{all}, \"Score\": null, \"Person\": null}}")).is_empty());
}

/// A circle of decisions, however long, is told with its path, and a long chain is no trouble.
#[test]
fn circles() {
    let chain = |count: usize, first: &str| {
        let mut text = String::from(
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">\n",
        );
        for number in 0..count {
            let needs = if number == 0 { first.to_owned() } else { format!("d{}", number - 1) };
            let needs = if needs.is_empty() {
                String::new()
            } else {
                format!(
                    "<informationRequirement><requiredDecision href=\"#{needs}\"/></informationRequirement>"
                )
            };
            writeln!(
                text,
                "<decision id=\"d{number}\" name=\"d{number}\">{needs}<decisionTable><output/><rule><outputEntry><text>\
                 {number}</text></outputEntry></rule></decisionTable></decision>"
            )
            .unwrap();
        }
        text + "</definitions>"
    };
    assert_eq!(
        eval(&chain(5, "d3"), "d0", "{}").unwrap_err(),
        "error dmn-model model.dmn:2:1: decisions that rest on themselves `d0 -> d3 -> d2 -> d1 -> d0`; remove one of the \
         requirements"
    );
    assert!(eval(&chain(1, "d0"), "d0", "{}").unwrap_err().contains("`d0 -> d0`"));
    let done = eval(&chain(20_000, ""), "d19999", "{}").unwrap();
    assert_eq!((done.decisions.len(), done.result.to_string()), (20_000, "19999".to_owned()));
}
