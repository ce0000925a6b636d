//! How fast a time grows, told from a few measurements.

use std::{fmt, time::Duration};

/// The power of n from which on time is said to grow too fast; n log n is about 1.1 for sizes like these.
pub(crate) const TOO_FAST: f64 = 1.15;
/// The shortest time that says something: below it the process itself is what is measured.
const LEAST: Duration = Duration::from_millis(25);
/// The shortest time of parsing that is compared with.
const SHORTEST: Duration = Duration::from_millis(1);
/// How many sizes it takes to tell: fewer would show noise.
const STEEP: usize = 4;

/// One size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) n: usize,
    pub(crate) bytes: usize,
    pub(crate) scan: Duration,
    pub(crate) parse: Duration,
}

/// All sizes of one construct, smallest first.
#[derive(Debug, Clone)]
pub(crate) struct Growth {
    pub(crate) points: Vec<Point>,
    /// Why the last one was not analysed in full.
    pub(crate) ended_by: String,
    /// Whether every scan came to an end, within a minute and 8 GB.
    pub(crate) has_end: bool,
}

impl Growth {
    /// The power of n with which the time grows over all sizes that can be measured; `None` where these are too few.
    fn power(&self) -> Option<f64> {
        slope(&self.measurable(), time)
    }

    /// The same over the part where it grows fastest: a budget may end what grows exponentially before it.
    fn steepest(&self) -> Option<f64> {
        let points = self.measurable();
        points.windows(STEEP).filter_map(|points| slope(points, time)).max_by(f64::total_cmp)
    }

    /// The power of n with which the time grows as a multiple of parsing alone.
    fn against_parsing(&self) -> Option<f64> {
        slope(&self.measurable(), |point| time(point) / point.parse.max(SHORTEST).as_secs_f64())
    }

    /// A busy machine makes large sizes slow for everybody, so what grows too fast grows faster than parsing as well.
    pub(crate) fn is_too_fast(&self) -> bool {
        let grows = |power: Option<f64>, most: f64| power.is_some_and(|power| power > most);
        !self.has_end || grows(self.power(), TOO_FAST) && grows(self.against_parsing(), TOO_FAST - 1.0)
    }

    fn measurable(&self) -> Vec<Point> {
        self.points.iter().filter(|point| point.scan >= LEAST).copied().collect()
    }
}

fn time(point: &Point) -> f64 {
    point.scan.as_secs_f64()
}

/// The slope of the line that fits best.
fn slope(points: &[Point], value: impl Fn(&Point) -> f64) -> Option<f64> {
    if points.len() < STEEP {
        return None;
    }
    let logarithms = points.iter().map(|point| ((point.n as f64).ln(), value(point).ln()));
    let count = points.len() as f64;
    let (sum_x, sum_y) = logarithms.clone().fold((0.0, 0.0), |(left, right), (x, y)| (left + x, right + y));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let (above, below) = logarithms.fold((0.0, 0.0), |(above, below), (x, y)| {
        (above + (x - mean_x) * (y - mean_y), below + (x - mean_x) * (x - mean_x))
    });
    Some(above / below)
}

impl fmt::Display for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scan, parse) = (milliseconds(self.scan), milliseconds(self.parse));
        write!(formatter, "{} | {} | {scan:.0} | {parse:.0}", self.n, self.bytes / 1_000)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = |power: Option<f64>| power.map_or("–".to_owned(), |power| format!("{power:.2}"));
        match self.points.last() {
            Some(point) => write!(formatter, "{point}")?,
            None => write!(formatter, "– | – | – | –")?,
        }
        let mark = if self.is_too_fast() { " (too fast)" } else { "" };
        let (whole, steepest, against) = (power(self.power()), power(self.steepest()), power(self.against_parsing()));
        write!(formatter, " | {whole}{mark} | {steepest} | {against} | {}", self.ended_by)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(times: &[(usize, u64)]) -> Growth {
        let point = |&(n, milliseconds)| Point {
            n,
            bytes: n,
            scan: Duration::from_millis(milliseconds),
            parse: Duration::from_millis(1),
        };
        Growth { points: times.iter().map(point).collect(), ended_by: String::new(), has_end: true }
    }

    #[test]
    fn squares_have_the_power_two() {
        let squares = growth(&[(1, 1), (10, 100), (20, 400), (40, 1_600), (80, 6_400)]);
        assert_eq!(squares.to_string(), "80 | 0 | 6400 | 1 | 2.00 (too fast) | 2.00 | 2.00 | ");
    }

    #[test]
    fn what_is_too_short_says_nothing() {
        assert_eq!(growth(&[(1, 1), (2, 4), (4, 16)]).power(), None);
    }

    #[test]
    fn the_steepest_part_stands_for_itself() {
        let ended = growth(&[(1, 30), (2, 60), (4, 240), (8, 960), (16, 1_000), (32, 1_010), (64, 1_020)]);
        assert!(!ended.is_too_fast());
        assert!(ended.steepest().expect("enough points") > 1.6);
    }
}
