//! Files that mean harm, or are no XML: refused at once, with the place, and never with a crash.

use super::eval;
use crate::random::dice::Dice;

const MODEL: &str = include_str!("../../dmn/menu/model.dmn");
const FACTS: &str = include_str!("../../dmn/menu/Drinks.winter.in.json");

fn refused(text: &str) -> String {
    eval(text, "Drinks", FACTS).expect_err("it is refused")
}

fn with(from: &str, to: &str) -> String {
    assert!(MODEL.contains(from), "{from}");
    MODEL.replacen(from, to, 1)
}

#[test]
fn doctypes_and_entities() {
    let laughs =
        "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<definitions";
    let cases = [
        (with("<definitions", laughs), "model.dmn:2:1: a DOCTYPE is not accepted"),
        (
            with("<definitions", "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><definitions"),
            "model.dmn:2:1: a DOCTYPE is not accepted",
        ),
        (with("<definitions", "<!DOCTYPE d [<!ENTITY x SYSTEM \"http://x\">"), "model.dmn:2:"),
        (with("\"Menu\"", "\"&menu;\""), "model.dmn:2:1: an entity that is not accepted"),
        (with("\"stew\"", "&stew;"), "an entity that is not accepted: `&stew;`"),
        (with("\"stew\"", "&#0;"), "an entity that is not accepted"),
        (with("\"stew\"", "&#x1F;"), "an entity that is not accepted: `&#x1F;`"),
        (with("\"stew\"", "&#x110000;"), "an entity that is not accepted"),
        (with("\"stew\"", "a & b"), "not sound XML"),
    ];
    for (text, expected) in cases {
        let told = refused(&text);
        assert!(told.contains(expected) && told.contains("dmn-xml"), "{told}");
    }
    let sound = with("\"stew\"", "&quot;&#115;&#x74;e&#119;&quot;");
    assert_eq!(eval(&sound, "Dish", FACTS).unwrap().result.to_string(), "\"stew\"");
}

#[test]
fn sizes() {
    let deep = |count: usize| format!("{}{}", "<description>".repeat(count), "</description>".repeat(count));
    assert!(
        eval(&with("<description>What", &format!("{}<description>What", deep(60))), "Drinks", FACTS).is_ok()
    );
    let told = refused(&with("<description>What", &format!("{}<description>What", deep(64))));
    assert!(told.contains("model.dmn:3:822: elements nested more than 64 deep"), "{told}");
    let foreign = deep(70).replace("description", "x:y");
    let told = refused(&with("<description>What", &format!("{foreign}<description>What")));
    assert!(told.contains("nested more than 64 deep"), "{told}");
    let told = refused(&with("name=\"Menu\"", &format!("name=\"{}\"", "x".repeat(70_000))));
    assert!(told.contains("model.dmn:2:1: an attribute of more than 64 KiB `name`"), "{told}");
    let many = (0..70).map(|number| format!(" a{number}=\"\"")).collect::<Vec<_>>().concat();
    let told = refused(&with("<definitions", &format!("<definitions{many}")));
    assert!(told.contains("an element with more than 64 attributes"), "{told}");
    let told =
        refused(&with("<description>What", &format!("{}<description>What", "<group/>".repeat(200_001))));
    assert!(told.contains("more than 200000 elements"), "{told}");
    let told = refused(&with("What a canteen", &" ".repeat(17 << 20)));
    assert_eq!(told, "error dmn-xml model.dmn: the file has more than 16 MiB; split the model");
}

#[test]
fn no_xml() {
    let end = MODEL.rfind("</definitions>").unwrap();
    let cases = [
        (String::new(), "no DMN model"),
        ("{}".to_owned(), "model.dmn:1:1: not an XML file; name the DMN model itself"),
        (MODEL[..end].to_owned(), "`definitions` is never closed"),
        (MODEL[..end / 2].to_owned(), "is never closed"),
        (MODEL[..end / 2 - 40].to_owned(), "dmn-xml"),
        (format!("{MODEL}<more/>"), "a second root element"),
        (format!("{MODEL} more"), "text outside the root element `more`"),
        (with("</text>", "</txt>"), "model.dmn:6:"),
        (with("id=\"menu\"", "id=\"menu\" id=\"menu\""), "model.dmn:2:1: not sound XML"),
        (with("id=\"menu\"", "id=menu"), "model.dmn:2:1: not sound XML"),
        (with("UTF-8", "UTF-16"), "model.dmn:1:1: an encoding that is not accepted `UTF-16`"),
        (with("stew", "st\u{1}ew"), "model.dmn:20:150: a character that XML does not allow"),
        (with("20230324", "20990101"), "no DMN model: the root is not `definitions` of DMN 1.1 to 1.5"),
        ("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>".to_owned(), "no DMN model"),
        (
            "<decision xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>".to_owned(),
            "model.dmn:1:1: the root element is not `definitions` `decision`",
        ),
    ];
    for (text, expected) in cases {
        let told = refused(&text);
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let mut bytes = MODEL.as_bytes().to_vec();
    bytes[MODEL.find("stew").unwrap()] = 0xFF;
    let told = super::told(&skillmix::dmn::read("model.dmn", &bytes).unwrap_err());
    assert_eq!(told, "error dmn-xml model.dmn:20:148: not UTF-8; save the file as UTF-8");
    assert!(eval(&format!("\u{FEFF}{MODEL}"), "Drinks", FACTS).is_ok(), "a byte order mark is no fault");
}

/// Bytes changed at random: an answer or a refusal, and of a file that was cut, never an answer.
#[test]
fn damaged() {
    let dice = Dice::new(7);
    for _ in 0..2_000 {
        let bytes = crate::random::mutate(MODEL.as_bytes().to_vec(), &dice);
        if let Ok(model) = skillmix::dmn::read("model.dmn", &bytes) {
            let _ = skillmix::dmn::ready(&model).map(|ready| {
                let facts = skillmix::dmn::facts("facts.json", FACTS.as_bytes(), &ready);
                facts.map(|facts| skillmix::dmn::evaluate(&ready, "Drinks", &facts))
            });
        }
        let end = dice.below(MODEL.rfind("</definitions>").unwrap());
        let cut = MODEL.get(..end).unwrap_or("");
        assert!(skillmix::dmn::read("model.dmn", cut.as_bytes()).is_err());
    }
}
