//! A plot in SVG: axes, lines, bars and words, sized so that it can be read on a telephone too.

use std::fmt::Write;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 50.0;

/// A plot being drawn.
pub(super) struct Plot {
    x: (f64, f64),
    y: (f64, f64),
    body: String,
    about: String,
}

/// A tick of an axis: where, and what is written.
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) text: String,
}

impl Tick {
    /// Ticks at whole multiples.
    pub(super) fn every(step: f64, from: f64, to: f64, text: impl Fn(f64) -> String) -> Vec<Self> {
        let mut ticks = Vec::new();
        let mut at = (from / step).ceil() * step;
        while at <= to + step * 1e-9 {
            ticks.push(Self { at, text: text(at) });
            at += step;
        }
        ticks
    }
}

/// Where a word is anchored.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

impl Plot {
    /// An empty plot; `about` says in words what it shows, for those who cannot see it.
    pub(super) fn new(about: &str, x: (f64, f64), y: (f64, f64)) -> Self {
        Self { x, y, body: String::new(), about: about.to_owned() }
    }

    fn across(&self, x: f64) -> f64 {
        LEFT + (x - self.x.0) / (self.x.1 - self.x.0) * (WIDTH - LEFT - RIGHT)
    }

    fn down(&self, y: f64) -> f64 {
        HEIGHT - BOTTOM - (y - self.y.0) / (self.y.1 - self.y.0) * (HEIGHT - TOP - BOTTOM)
    }

    /// Both axes with their ticks and names.
    pub(super) fn axes(&mut self, x: (&str, &[Tick]), y: (&str, &[Tick])) {
        let (bottom, left) = (HEIGHT - BOTTOM, LEFT);
        for tick in y.1 {
            let at = self.down(tick.at);
            self.element(&format!("<path class='g' d='M{left:.1} {at:.1}H{:.1}'/>", WIDTH - RIGHT));
            self.element(&format!(
                "<text x='{:.1}' y='{:.1}' text-anchor='end'>{}</text>",
                left - 7.0,
                at + 4.5,
                tick.text
            ));
        }
        self.element(&format!("<path class='a' d='M{left:.1} {bottom:.1}H{:.1}'/>", WIDTH - RIGHT));
        for tick in x.1 {
            let at = self.across(tick.at);
            self.element(&format!("<path class='a' d='M{at:.1} {bottom:.1}v4'/>"));
            self.element(&format!(
                "<text x='{at:.1}' y='{:.1}' text-anchor='middle'>{}</text>",
                bottom + 18.0,
                tick.text
            ));
        }
        let middle = (LEFT + WIDTH - RIGHT) / 2.0;
        self.element(&format!(
            "<text class='n' x='{middle:.1}' y='{:.1}' text-anchor='middle'>{}</text>",
            HEIGHT - 10.0,
            x.0
        ));
        let middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        self.element(&format!(
            "<text class='n' transform='translate(14 {middle:.1}) rotate(-90)' text-anchor='middle'>{}</text>",
            y.0
        ));
    }

    /// A line through points; `class` is its style in the page.
    pub(super) fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (place, (x, y)) in points.iter().filter(|(x, y)| x.is_finite() && y.is_finite()).enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{:.1} {:.1}", self.across(*x), self.down(*y));
        }
        self.element(&format!("<path class='l {class}' d='{path}'/>"));
    }

    /// A rectangle between two corners.
    pub(super) fn bar(&mut self, style: &str, x: (f64, f64), y: (f64, f64)) {
        let (left, right) = (self.across(x.0), self.across(x.1));
        let (top, bottom) = (self.down(y.1), self.down(y.0));
        if bottom - top > 0.01 {
            let (width, height) = (right - left, bottom - top);
            self.element(&format!(
                "<rect {style} x='{left:.1}' y='{top:.1}' width='{width:.1}' height='{height:.1}'/>"
            ));
        }
    }

    /// A dot.
    pub(super) fn dot(&mut self, class: &str, x: f64, y: f64) {
        let (x, y) = (self.across(x), self.down(y));
        self.element(&format!("<circle class='{class}' cx='{x:.1}' cy='{y:.1}' r='4.5'/>"));
    }

    /// Words at a place, moved by so many units to the right and down.
    pub(super) fn words(&mut self, text: &str, at: (f64, f64), by: (f64, f64), anchor: Anchor, class: &str) {
        let (x, y) = (self.across(at.0) + by.0, self.down(at.1) + by.1);
        let anchor = anchor.name();
        self.element(&format!(
            "<text class='{class}' x='{x:.1}' y='{y:.1}' text-anchor='{anchor}'>{text}</text>"
        ));
    }

    /// An upright line with a name at its top.
    pub(super) fn mark(&mut self, x: f64, name: &str) {
        let (at, bottom) = (self.across(x), HEIGHT - BOTTOM);
        self.element(&format!("<path class='m' d='M{at:.1} {TOP:.1}V{bottom:.1}'/>"));
        self.element(&format!("<text class='k' x='{:.1}' y='{:.1}'>{name}</text>", at + 5.0, TOP + 11.0));
    }

    fn element(&mut self, element: &str) {
        self.body.push_str(element);
    }

    /// The whole picture.
    pub(super) fn finish(self) -> String {
        format!(
            "<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{}'>{}</svg>",
            self.about, self.body
        )
    }
}
