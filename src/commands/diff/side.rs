//! One of two runs opened whole: its day, its rules, its tables, all in memory and as the run read them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::grid::{Edit, Grid, Placed};
use super::world::loaded;
use crate::commands::given::{Files, HOLDINGS, STAFF, read_files};
use crate::commands::pack::pack_layers;
use crate::commands::recorded::Recorded;
use crate::model::{Day, Error, Result, SheetKind};
use crate::rules::{Layer, Pack};

/// The most bytes of inputs of which causes are looked for: all of them are held.
const MOST: u64 = 1 << 30;

/// A run as it can be matched again.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) as_at: Day,
    pub(super) layers: Vec<Layer>,
    /// The bytes of each sheet by its word.
    pub(super) files: BTreeMap<&'static str, Vec<u8>>,
    /// Tables by place (`staff`, `rules/0/law.csv`).
    pub(super) grids: BTreeMap<String, Arc<Grid>>,
    /// The rules, if they are loaded already.
    pub(super) pack: Option<Arc<Pack>>,
}

impl Side {
    /// Opens a run; where that cannot be done it says why, each reason with `which` run it is of.
    pub(super) fn open(
        run: &Recorded,
        which: &str,
        go_on: &dyn Fn() -> Result<()>,
    ) -> Result<std::result::Result<Self, Vec<String>>> {
        if run.bytes() > MOST {
            let why =
                format!("{which} run: its inputs are more than 1 GiB, and causes are looked for in memory");
            return Ok(Err(vec![why]));
        }
        let changed = match run.check_inputs() {
            Ok(changed) => changed,
            Err(error @ (Error::Usage(_) | Error::Input(_))) => {
                return Ok(Err(vec![format!("{which} run: {error}")]));
            }
            Err(error) => return Err(error),
        };
        if !changed.is_empty() {
            let told = |finding: &crate::model::Finding| {
                format!("{which} run: {}: {}", finding.place.file, finding.message)
            };
            return Ok(Err(changed.iter().map(told).collect()));
        }
        let read = read_files(&run.paths, run.common.as_at, &|_| go_on())?;
        let mut side = Self::of(run.common.as_at, pack_layers(&run.common)?, &read, go_on)?;
        // copies that were kept are read from a folder of this run alone: causes name the files that they are of
        for grid in side.grids.values_mut().filter_map(Arc::get_mut) {
            grid.name = run.named(&grid.name).unwrap_or_else(|| std::mem::take(&mut grid.name));
        }
        Ok(Ok(side))
    }

    /// A run of files that are open.
    pub(super) fn of(
        as_at: Day,
        layers: Vec<Layer>,
        read: &Files,
        go_on: &dyn Fn() -> Result<()>,
    ) -> Result<Self> {
        let mut side = Self { as_at, layers, files: BTreeMap::new(), grids: BTreeMap::new(), pack: None };
        for kind in SheetKind::ALL.map(SheetKind::word) {
            let bytes = match read.big.get(kind).filter(|_| matches!(kind, STAFF | HOLDINGS)) {
                Some(big) => {
                    let mut bytes = Vec::new();
                    big.each(|piece| {
                        bytes.extend_from_slice(piece);
                        go_on()
                    })?;
                    Some((big.name().to_owned(), bytes))
                }
                None => read.source(kind).map(|source| (source.name.to_owned(), source.bytes.to_vec())),
            };
            if let Some((name, bytes)) = bytes {
                side.grids.extend(Grid::read(&name, &bytes).map(|grid| (kind.to_owned(), Arc::new(grid))));
                side.files.insert(kind, bytes);
            }
        }
        for (number, layer) in side.layers.iter().enumerate() {
            for (file, bytes) in layer.files.iter().filter(|(file, _)| file.as_str() != "pack.toml") {
                let grid = Grid::read(&format!("{}/{file}", layer.folder), bytes);
                side.grids.extend(grid.map(|grid| (rules_place(number, file), Arc::new(grid))));
            }
        }
        Ok(side)
    }

    /// The rules on its day; `None`: they cannot be loaded.
    pub(super) fn loaded(&self) -> Result<Option<Arc<Pack>>> {
        self.pack.as_ref().map_or_else(|| loaded(&self.layers, self.as_at), |pack| Ok(Some(Arc::clone(pack))))
    }

    pub(super) fn grid(&self, place: &str) -> Option<&Grid> {
        self.grids.get(place).map(Arc::as_ref)
    }

    /// The rules with changes.
    pub(super) fn edited_layers(&self, edits: &[Placed]) -> Vec<Layer> {
        let mut layers = self.layers.clone();
        for (number, layer) in layers.iter_mut().enumerate() {
            for place in edits.iter().map(|(place, _)| place) {
                let file = place.strip_prefix(&rules_place(number, ""));
                let Some(file) = file else { continue };
                match edited(self.grid(place), place, edits) {
                    Some(bytes) => drop(layer.files.insert(file.to_owned(), bytes)),
                    None => drop(layer.files.remove(file)),
                }
            }
        }
        layers
    }

    /// The bytes of a sheet with changes; `None`: it is not there.
    pub(super) fn edited_file(&self, kind: &'static str, edits: &[Placed]) -> Option<Vec<u8>> {
        if edits.iter().any(|(place, _)| place == kind) {
            edited(self.grid(kind), kind, edits)
        } else {
            self.files.get(kind).cloned()
        }
    }
}

/// The place of a file of a layer.
pub(super) fn rules_place(layer: usize, file: &str) -> String {
    format!("rules/{layer}/{file}")
}

fn edited(grid: Option<&Grid>, place: &str, edits: &[Placed]) -> Option<Vec<u8>> {
    let own: Vec<&Edit> = edits.iter().filter(|(other, _)| other == place).map(|(_, edit)| edit).collect();
    let whole =
        own.iter().rev().find_map(|edit| if let Edit::Whole(bytes) = edit { Some(bytes) } else { None });
    match whole {
        Some(bytes) => bytes.clone(),
        None => grid.map(|grid| grid.render(&own, |_| true)),
    }
}
