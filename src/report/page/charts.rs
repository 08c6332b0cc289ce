//! Columns as SVG. Colours come from the style sheet; every series also has a letter and a fill of its own.

use std::fmt::Write;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::html::{count, number, text};

/// Columns by category, one or more series side by side. What it shows stands in a table beside it as well.
pub(super) struct Chart<'c> {
    /// Unique on the page.
    pub(super) id: &'c str,
    pub(super) title: &'c str,
    /// What a reader would see in it.
    pub(super) says: String,
    /// What the categories are (`level`).
    pub(super) axis: &'c str,
    pub(super) categories: Vec<String>,
    /// Name and values by category.
    pub(super) series: Vec<(&'c str, Vec<u64>)>,
}

const WIDTH: u32 = 720;
const HEIGHT: u32 = 260;
/// By series; the style sheet finds them by these values. The last is an outline.
const FILLS: [RGBColor; 3] = [RGBColor(0, 48, 135), RGBColor(0, 114, 206), RGBColor(76, 98, 114)];
const LETTERS: [&str; 3] = ["a", "b", "c"];

impl Chart<'_> {
    /// Writes the figure.
    pub(super) fn write(&self, page: &mut String) {
        let mut drawn = String::new();
        // drawing into a string does not fail
        let _ = self.draw(SVGBackend::with_string(&mut drawn, (WIDTH, HEIGHT)));
        let (id, title, says) = (self.id, text(self.title), text(&self.says));
        let labels = format!(
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             viewBox=\"0 0 {WIDTH} {HEIGHT}\"><title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{says}</desc>"
        );
        let inside = drawn.split_once('>').map_or("", |(_, inside)| inside);
        page.push_str("<figure>\n");
        if self.series.len() > 1 {
            let names = self.series.iter().zip(LETTERS);
            let names: Vec<String> = names.map(|((name, _), letter)| format!("{letter} {name}")).collect();
            let _ = writeln!(page, "<figcaption>{title}: {}</figcaption>", text(&names.join(", ")));
        }
        let _ = writeln!(
            page,
            "<div class=\"scroll\" role=\"region\" aria-label=\"Chart: {title}\" tabindex=\"0\">\
             {labels}{inside}</div>\n</figure>"
        );
    }

    fn draw<'d>(
        &self,
        backend: SVGBackend<'d>,
    ) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'d> as DrawingBackend>::ErrorType>> {
        let root = backend.into_drawing_area();
        let most = self.series.iter().flat_map(|(_, values)| values).copied().max().unwrap_or(0);
        let categories = float(count(self.categories.len()));
        let mut chart = ChartBuilder::on(&root)
            .margin(6)
            .margin_top(18)
            .x_label_area_size(38)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..categories, 0.0..float(most.max(1)) * 1.05)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(200, 200, 200))
            .y_labels(5)
            .y_label_formatter(&|value| number(format!("{value:.0}")))
            .label_style(("sans-serif", 13))
            .draw()?;
        let area = chart.plotting_area();
        let middle = ("sans-serif", 13).into_font().color(&BLACK).pos(Pos::new(HPos::Center, VPos::Top));
        let letter = ("sans-serif", 12).into_font().color(&BLACK).pos(Pos::new(HPos::Center, VPos::Bottom));
        let width = 0.8 / float(count(self.series.len()).max(1));
        for (at, name) in (0_u32..).zip(&self.categories) {
            let left = f64::from(at) + 0.1;
            let (x, y) = area.map_coordinate(&(f64::from(at) + 0.5, 0.0));
            root.draw(&Text::new(name.as_str(), (x, y + 5), middle.clone()))?;
            for (series, (_, values)) in (0_u32..).zip(&self.series) {
                let value = usize::try_from(at).ok().and_then(|at| values.get(at)).copied().unwrap_or(0);
                let left = left + f64::from(series) * width;
                let place = usize::try_from(series).unwrap_or(0);
                let fill = FILLS.get(place).copied().unwrap_or(BLACK);
                let style = ShapeStyle { color: fill.into(), filled: place < 2, stroke_width: 2 };
                let bar = [(left, 0.0), (left + width * 0.92, float(value))];
                area.draw(&Rectangle::new(bar, style))?;
                let above = area.map_coordinate(&(left + width * 0.46, float(value)));
                let of = if self.series.len() > 1 {
                    LETTERS.get(place).map(|l| (*l).to_owned())
                } else {
                    Some(number(value))
                };
                // beside an empty place nothing is said
                let of = of.filter(|_| value > 0);
                root.draw(&Text::new(of.unwrap_or_default(), (above.0, above.1 - 3), letter.clone()))?;
            }
        }
        let (x, y) = area.map_coordinate(&(categories / 2.0, 0.0));
        root.draw(&Text::new(self.axis, (x, y + 22), middle))?;
        root.present()
    }
}

/// A value to draw; what is beyond four thousand million is drawn as that.
fn float(value: u64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_words_and_a_column_for_every_value() {
        let series = vec![("now", vec![3, 0]), ("people", vec![1, 2]), ("rules", vec![0, 3])];
        let categories = vec!["1".to_owned(), "2".to_owned()];
        let says = "more & less".to_owned();
        let chart = Chart { id: "x", title: "Minutes <b>", says, axis: "level", categories, series };
        let mut page = String::new();
        chart.write(&mut page);
        assert!(
            page.contains(
                "<title id=\"x-t\">Minutes &lt;b&gt;</title><desc id=\"x-d\">more &amp; less</desc>"
            )
        );
        for (fill, columns) in [("#003087", 2), ("#0072CE", 2)] {
            assert_eq!(page.matches(&format!("fill=\"{fill}\"")).count(), columns, "{page}");
        }
        assert_eq!(page.matches("stroke=\"#4C6272\"").count(), 2);
        assert!(page.trim_end().ends_with("</figure>") && page.matches("<svg").count() == 1);
    }
}
