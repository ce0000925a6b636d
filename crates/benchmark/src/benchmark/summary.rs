//! Many runs become a few figures: as a table for people, as JSON for scripts.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::measure::{Cost, Source};

/// Processor time of a scan, as a multiple of parsing alone.
const CPU_RATIO_TARGET: f64 = 1.5;
/// Peak memory of a scan, in bytes, with [`MEMORY_TARGET_THREADS`] threads.
const MEMORY_TARGET: f64 = 400.0 * MEGABYTE;
const MEMORY_TARGET_THREADS: usize = 2;
const MEGABYTE: f64 = 1_000_000.0;

/// A scan and the floor, run back to back.
pub(crate) struct Pair {
    pub(crate) scan: Cost,
    pub(crate) floor: Cost,
}

/// What is reported.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    runs: usize,
    threads: usize,
    source: Source,
    scan: Figures,
    parse_alone: Figures,
    ratio: Ratios,
    targets: Vec<Target>,
}

/// One program's figures.
#[derive(Debug, Serialize)]
struct Figures {
    cpu_seconds: Spread,
    wall_seconds: Spread,
    peak_bytes: Spread,
    /// Source by wall time.
    bytes_per_second: Spread,
}

/// Scan by floor, pair by pair.
#[derive(Debug, Serialize)]
struct Ratios {
    cpu: Spread,
    wall: Spread,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Spread {
    median: f64,
    min: f64,
    max: f64,
}

#[derive(Debug, Serialize)]
struct Target {
    name: &'static str,
    limit: f64,
    value: f64,
    /// `None` where the target says nothing about a run like this.
    met: Option<bool>,
}

impl Summary {
    /// `pairs` holds at least one.
    pub(crate) fn new(source: Source, threads: usize, pairs: &[Pair]) -> Self {
        let scan = Figures::new(source, pairs.iter().map(|pair| pair.scan));
        let ratio = Ratios {
            cpu: Spread::new(pairs.iter().map(|pair| quotient(pair.scan.cpu, pair.floor.cpu))),
            wall: Spread::new(pairs.iter().map(|pair| quotient(pair.scan.wall, pair.floor.wall))),
        };
        let targets = vec![
            Target {
                name: "CPU ratio, median",
                limit: CPU_RATIO_TARGET,
                value: ratio.cpu.median,
                met: Some(ratio.cpu.median <= CPU_RATIO_TARGET),
            },
            Target {
                name: "peak memory of a scan with two threads, max, MB",
                limit: MEMORY_TARGET / MEGABYTE,
                value: scan.peak_bytes.max / MEGABYTE,
                met: (threads == MEMORY_TARGET_THREADS).then_some(scan.peak_bytes.max < MEMORY_TARGET),
            },
        ];
        Self {
            runs: pairs.len(),
            threads,
            source,
            scan,
            parse_alone: Figures::new(source, pairs.iter().map(|pair| pair.floor)),
            ratio,
            targets,
        }
    }
}

impl Figures {
    fn new(source: Source, costs: impl Iterator<Item = Cost> + Clone) -> Self {
        Self {
            cpu_seconds: Spread::new(costs.clone().map(|cost| cost.cpu.as_secs_f64())),
            wall_seconds: Spread::new(costs.clone().map(|cost| cost.wall.as_secs_f64())),
            peak_bytes: Spread::new(costs.clone().map(|cost| cost.peak as f64)),
            bytes_per_second: Spread::new(costs.map(|cost| source.bytes as f64 / cost.wall.as_secs_f64())),
        }
    }

    fn rows(&self, formatter: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        row(formatter, &format!("{name}: CPU, s"), self.cpu_seconds, 1.0)?;
        row(formatter, &format!("{name}: wall, s"), self.wall_seconds, 1.0)?;
        row(formatter, &format!("{name}: peak memory, MB"), self.peak_bytes, MEGABYTE)?;
        row(formatter, &format!("{name}: source by wall time, MB/s"), self.bytes_per_second, MEGABYTE)
    }
}

impl Spread {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 };
        Self { median, min: values[0], max: values[values.len() - 1] }
    }
}

fn quotient(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Source { files, bytes, parsed, failed } = self.source;
        writeln!(
            formatter,
            "{files} files, {:.1} MB of source, {parsed} parsed, {failed} not",
            bytes as f64 / MEGABYTE
        )?;
        writeln!(formatter, "{} runs of each, {} threads", self.runs, self.threads)?;
        writeln!(formatter)?;
        writeln!(formatter, "{:<42}{:>10}{:>10}{:>10}", "", "median", "min", "max")?;
        self.scan.rows(formatter, "scan")?;
        self.parse_alone.rows(formatter, "parse alone")?;
        row(formatter, "scan / parse alone: CPU", self.ratio.cpu, 1.0)?;
        row(formatter, "scan / parse alone: wall", self.ratio.wall, 1.0)?;
        writeln!(formatter)?;
        for target in &self.targets {
            let Target { name, limit, value, .. } = target;
            let verdict = match target.met {
                Some(true) => "met",
                Some(false) => "not met",
                None => "not asked for: the number of threads is another",
            };
            writeln!(formatter, "target: {name}: {value:.2}, limit {limit}: {verdict}")?;
        }
        Ok(())
    }
}

fn row(formatter: &mut fmt::Formatter<'_>, name: &str, spread: Spread, unit: f64) -> fmt::Result {
    let Spread { median, min, max } = spread;
    writeln!(formatter, "{name:<42}{:>10.2}{:>10.2}{:>10.2}", median / unit, min / unit, max / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(cpu: u64, wall: u64, megabytes: u64) -> Cost {
        Cost { cpu: Duration::from_secs(cpu), wall: Duration::from_secs(wall), peak: megabytes * 1_000_000 }
    }

    #[test]
    fn ratios_are_taken_pair_by_pair() {
        // The second pair ran on a machine half as fast; its ratio is the same.
        let pairs = [
            Pair { scan: cost(12, 6, 300), floor: cost(10, 5, 100) },
            Pair { scan: cost(24, 12, 450), floor: cost(20, 10, 100) },
        ];
        let source = Source { files: 3, bytes: 60_000_000, parsed: 2, failed: 1 };
        let text = Summary::new(source, 2, &pairs).to_string();
        assert_eq!(
            text,
            "\
3 files, 60.0 MB of source, 2 parsed, 1 not
2 runs of each, 2 threads

                                              median       min       max
scan: CPU, s                                   18.00     12.00     24.00
scan: wall, s                                   9.00      6.00     12.00
scan: peak memory, MB                         375.00    300.00    450.00
scan: source by wall time, MB/s                 7.50      5.00     10.00
parse alone: CPU, s                            15.00     10.00     20.00
parse alone: wall, s                            7.50      5.00     10.00
parse alone: peak memory, MB                  100.00    100.00    100.00
parse alone: source by wall time, MB/s          9.00      6.00     12.00
scan / parse alone: CPU                         1.20      1.20      1.20
scan / parse alone: wall                        1.20      1.20      1.20

target: CPU ratio, median: 1.20, limit 1.5: met
target: peak memory of a scan with two threads, max, MB: 450.00, limit 400: not met
"
        );
    }

    #[test]
    fn memory_is_judged_with_two_threads_only() {
        let pairs = [Pair { scan: cost(2, 1, 900), floor: cost(1, 1, 100) }];
        let source = Source { files: 1, bytes: 1, parsed: 1, failed: 0 };
        let met: Vec<Option<bool>> = Summary::new(source, 8, &pairs).targets.iter().map(|target| target.met).collect();
        assert_eq!(met, [Some(false), None]);
    }
}
