//! The drawing of a model, so that a modeller shows it: decisions in a row, their inputs below, lines between.

use super::model::Model;
use super::write::Xml;

const WIDTH: u64 = 180;
const HEIGHT: u64 = 80;
const INPUT_HEIGHT: u64 = 45;
const APART: u64 = 40;
/// Inputs in a row.
const ROW: u64 = 8;

/// Where an element stands: its left and upper edge.
type Spot = (u64, u64);

fn decision_spot(number: u64) -> Spot {
    (APART + number * (WIDTH + APART), APART)
}

fn input_spot(number: u64) -> Spot {
    let (row, column) = (number / ROW, number % ROW);
    (APART + column * (WIDTH + APART), APART + HEIGHT + 4 * APART + row * (INPUT_HEIGHT + APART))
}

/// Draws a model; `requirements` are the ids of each decision's requirements.
pub(super) fn drawing(xml: &mut Xml, model: &Model, requirements: &[Vec<String>]) {
    xml.start("dmndi:DMNDI", &[]);
    let id = xml.id("diagram", "diagram");
    xml.start("dmndi:DMNDiagram", &[("id", &id)]);
    for (number, decision) in (0..).zip(&model.decisions) {
        shape(xml, &decision.id, decision_spot(number), HEIGHT);
    }
    for (number, input) in (0..).zip(&model.inputs) {
        shape(xml, &input.id, input_spot(number), INPUT_HEIGHT);
    }
    let spot = |id: &str| {
        let input = (0..).zip(&model.inputs).find(|(_, input)| input.id == id);
        let decision = || (0..).zip(&model.decisions).find(|(_, decision)| decision.id == id);
        input
            .map(|(number, _)| input_spot(number))
            .or_else(|| decision().map(|(number, _)| decision_spot(number)))
    };
    for ((number, decision), ids) in (0..).zip(&model.decisions).zip(requirements) {
        let (left, upper) = decision_spot(number);
        for (required, of) in decision.requires.iter().zip(ids) {
            let Some(from) = spot(&required.value) else { continue };
            let id = xml.id(&format!("{of}_line"), "line");
            xml.start("dmndi:DMNEdge", &[("id", &id), ("dmnElementRef", of)]);
            waypoint(xml, from.0 + WIDTH / 2, from.1);
            waypoint(xml, left + WIDTH / 2, upper + HEIGHT);
            xml.end();
        }
    }
    xml.end();
    xml.end();
}

fn shape(xml: &mut Xml, of: &str, (left, upper): Spot, height: u64) {
    let id = xml.id(&format!("{of}_shape"), "shape");
    xml.start("dmndi:DMNShape", &[("id", &id), ("dmnElementRef", of)]);
    let numbers = [left, upper, WIDTH, height].map(|number| number.to_string());
    let [x, y, width, height] = &numbers;
    xml.empty("dc:Bounds", &[("x", x), ("y", y), ("width", width), ("height", height)]);
    xml.end();
}

fn waypoint(xml: &mut Xml, x: u64, y: u64) {
    xml.empty("di:waypoint", &[("x", &x.to_string()), ("y", &y.to_string())]);
}
