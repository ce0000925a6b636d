//! Reads a tar stream the way npm's own reader (node-tar) does, because what npm unpacks is what runs.
//!
//! The `tar` crate decodes headers and extended headers; the walk over the blocks is ours.
//! Its own iterator stops at a single block of zeros and at the first bad checksum, where npm reads on:
//! a package could show it one half and npm the other.
//! Wherever readers are known to disagree, the entry is reported, and the content is taken if any of them would unpack it.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io::{self, Read},
    sync::Arc,
};

use molehunt_model::UnanalysedReason;
use molehunt_source::{Content, PackagePath};
use tar::{Header, PaxExtensions};

use super::Meter;
use crate::{
    Limits, name,
    tree::{Leaf, Tree},
};

const BLOCK: usize = 512;
/// npm ignores longer descriptions of an entry.
const META_BYTES: u64 = 1024 * 1024;

/// Reads the entries of `stream`. The error says why it is no tar archive at all.
pub(crate) fn read<R: Read>(stream: Meter<'_, R>, archive: PackagePath, limits: &Limits) -> Result<Tree, String> {
    let mut reader = Reader {
        stream,
        archive,
        limits,
        next: Override::default(),
        global_size: None,
        files: BTreeMap::new(),
        folded: BTreeMap::new(),
        tree: Tree::default(),
    };
    reader.walk()?;
    let leaves = reader.files.into_iter().map(|(path, taken)| Leaf {
        path,
        size: taken.bytes.len() as u64,
        content: Content::Memory(taken.bytes),
    });
    reader.tree.files.extend(leaves);
    Ok(reader.tree)
}

struct Reader<'a, R> {
    stream: Meter<'a, R>,
    /// The archive's own name, for what concerns no single entry.
    archive: PackagePath,
    limits: &'a Limits,
    next: Override,
    global_size: Option<u64>,
    files: BTreeMap<PackagePath, Taken>,
    /// Paths by their lower-case form, to notice those that are one file on some systems.
    folded: BTreeMap<String, PackagePath>,
    tree: Tree,
}

/// What extended headers say of the next entry.
#[derive(Default)]
struct Override {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
}

struct Taken {
    bytes: Arc<[u8]>,
    /// Whether npm unpacks it; what only others would unpack never replaces that.
    is_certain: bool,
}

/// What the walk has met so far.
#[derive(Default)]
struct Progress {
    /// A header, or the end mark of an empty archive.
    is_archive: bool,
    entries: u64,
    /// Blocks of zeros just before.
    zero_blocks: u64,
    /// After two blocks of zeros: most readers stop here.
    has_ended: bool,
    has_entries_after_end: bool,
    /// Where the first block stands that should be a header and is none.
    garbage: Option<u64>,
}

enum Filled {
    Whole,
    Part,
    Nothing,
}

impl<R: Read> Reader<'_, R> {
    fn walk(&mut self) -> Result<(), String> {
        let mut progress = Progress::default();
        let end = loop {
            let mut block = [0; BLOCK];
            match self.fill(&mut block) {
                Ok(Filled::Whole) => {}
                Ok(Filled::Nothing) => break None,
                Ok(Filled::Part) => break Some("it ends in the middle of a header".to_owned()),
                Err(error) => break Some(error.to_string()),
            }
            if block.iter().all(|byte| *byte == 0) {
                progress.zero_blocks += 1;
                progress.has_ended |= progress.zero_blocks >= 2;
                progress.is_archive |= progress.has_ended;
                continue;
            }
            progress.zero_blocks = 0;
            let header = Header::from_byte_slice(&block);
            if header.cksum().ok() != Some(checksum(&block)) {
                let place = self.stream.read - BLOCK as u64;
                progress.garbage.get_or_insert(place);
                continue;
            }
            progress.is_archive = true;
            progress.entries += 1;
            progress.has_entries_after_end |= progress.has_ended;
            if progress.entries > self.limits.archive_entries {
                let detail = format!("more than {} entries; the rest is not read", self.limits.archive_entries);
                self.tree.remark(self.archive.clone(), UnanalysedReason::ArchiveLimit, detail);
                break None;
            }
            if let Err(error) = self.entry(header, !progress.has_ended) {
                break Some(error.to_string());
            }
        };
        if !progress.is_archive {
            return Err(end.unwrap_or_else(|| "no tar header is in it".to_owned()));
        }
        if let Some(error) = end {
            self.broken(&error);
        }
        if let Some(place) = progress.garbage {
            self.remark(format!("no tar header where one is due, at byte {place}; it is skipped, as npm does"));
        }
        if progress.has_entries_after_end {
            self.remark("entries after the end of the archive, which some readers unpack".to_owned());
        }
        Ok(())
    }

    /// Reads one entry's body. Errors are those of the stream: nothing can be read after them.
    fn entry(&mut self, header: &Header, is_before_end: bool) -> io::Result<()> {
        let kind = header.as_bytes()[156];
        let declared = header.entry_size().unwrap_or_else(|error| {
            self.remark(format!("an entry with an unreadable size ({error}), taken as empty"));
            0
        });
        match kind {
            b'x' | b'X' | b'g' | b'L' | b'N' | b'K' => return self.describe(kind, declared),
            _ => {}
        }
        let next = std::mem::take(&mut self.next);
        let link = next.link.or_else(|| header.link_name_bytes().map(|name| name.into_owned())).unwrap_or_default();
        let is_link = kind == b'1' || kind == b'2';
        let raw = next.path.unwrap_or_else(|| header.path_bytes().into_owned());
        let raw = text_before_nul(&raw);
        if !is_link && header.as_bytes()[157] != 0 {
            // npm drops the header alone and reads what follows as headers.
            self.refuse(&raw, 0, "a file with the target of a link, which npm skips");
            return Ok(());
        }
        let is_known = matches!(kind, 0 | b'0'..=b'7' | b'D');
        let size = if is_known { next.size.or(self.global_size).unwrap_or(declared) } else { declared };
        match kind {
            // npm takes a folder to have no body, whatever its header says.
            b'5' => Ok(()),
            0 | b'0' if raw.ends_with('/') => Ok(()),
            0 | b'0' | b'7' => self.file(&raw, size, is_before_end),
            _ => {
                let what = match kind {
                    b'1' => format!("a hard link to `{}`", text_before_nul(&link)),
                    b'2' => format!("a symbolic link to `{}`", text_before_nul(&link)),
                    b'3' | b'4' => "a device".to_owned(),
                    b'6' => "a pipe".to_owned(),
                    other => format!("an entry of the kind `{}`", char::from(other).escape_default()),
                };
                self.refuse(&raw, size, &format!("{what}, which is not unpacked"));
                self.skip(size)
            }
        }
    }

    /// A header that describes the next entry, or all further ones.
    fn describe(&mut self, kind: u8, size: u64) -> io::Result<()> {
        if size > META_BYTES {
            self.remark(format!("the description of an entry takes {size} bytes and is ignored, as npm does"));
            return self.skip(size);
        }
        let body = self.body(size)?;
        match kind {
            b'L' | b'N' => self.next.path = Some(body),
            b'K' => self.next.link = Some(body),
            _ => self.extend(&body, kind == b'g'),
        }
        Ok(())
    }

    fn extend(&mut self, body: &[u8], is_global: bool) {
        let mut is_malformed = false;
        let mut is_suspicious = false;
        // Line by line, because the crate's iterator stops at an empty line, where npm reads on.
        for line in body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let Some(Ok(extension)) = PaxExtensions::new(line).next() else {
                is_malformed = true;
                continue;
            };
            let value = extension.value_bytes();
            match extension.key_bytes() {
                // npm ignores these, and others may not.
                b"path" | b"linkpath" if is_global => is_suspicious = true,
                b"path" => self.next.path = Some(value.to_vec()),
                b"linkpath" => self.next.link = Some(value.to_vec()),
                b"size" => {
                    let size = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                    is_malformed |= size.is_none();
                    is_suspicious |= is_global;
                    if is_global { self.global_size = size } else { self.next.size = size }
                }
                _ => {}
            }
        }
        if is_malformed {
            self.remark("an extended header with a malformed line".to_owned());
        }
        if is_suspicious {
            self.remark("a global header that renames or resizes entries".to_owned());
        }
    }

    fn file(&mut self, raw: &str, size: u64, is_before_end: bool) -> io::Result<()> {
        let Some((path, is_inside)) = self.place(raw, size) else { return self.skip(size) };
        if size > self.limits.file_bytes {
            let detail = format!("{size} bytes, more than the {} of one file", self.limits.file_bytes);
            self.tree.not_taken(path, UnanalysedReason::ArchiveLimit, size, detail);
            return self.skip(size);
        }
        let mut bytes = Vec::new();
        let read = self.content(size, &mut bytes);
        if let Err(error) = &read {
            // The part that is there is analysed; the entry for the archive follows from the error.
            let detail = format!("only {} of {size} bytes are there: {error}", bytes.len());
            self.tree.remark(path.clone(), self.reason(), detail);
        }
        self.keep(path, bytes.into(), is_inside && is_before_end);
        read
    }

    /// Where an entry's content belongs, and whether npm would put it there too.
    fn place(&mut self, raw: &str, size: u64) -> Option<(PackagePath, bool)> {
        if raw.len() > self.limits.path_bytes {
            let shown: String = raw.chars().take(80).collect();
            let detail = format!("a path of {} bytes, which no system can write: `{shown}…`", raw.len());
            self.tree.not_taken(self.archive.clone(), UnanalysedReason::ArchiveEntry, size, detail);
            return None;
        }
        let escaped = raw.split('/').map(|part| name::escape_segment(part.to_owned())).collect::<Vec<_>>().join("/");
        // npm drops the first segment, whatever it is: `/x`, `../x` and `./x` all become `x`.
        let (path, is_inside) = match escaped.split_once('/') {
            Some((_, rest)) => (PackagePath::new(rest.trim_start_matches('/')), true),
            None => (PackagePath::new(&escaped), false),
        };
        let path = match path {
            Ok(path) => path,
            Err(error) => {
                self.refuse(raw, size, &error.to_string());
                return None;
            }
        };
        let complaint = match PackagePath::new(raw) {
            Err(error) => Some(error.to_string()),
            Ok(_) if escaped != raw => {
                Some("the path holds a backslash or a drive, which is structure on Windows alone".into())
            }
            Ok(_) if !is_inside => {
                Some("a file beside the package's folder, which npm does not unpack and others may".into())
            }
            Ok(_) => None,
        };
        if let Some(complaint) = complaint {
            let detail = format!("stored as `{raw}`: {complaint}");
            self.tree.remark(path.clone(), UnanalysedReason::ArchiveEntry, detail);
        }
        Some((path, is_inside))
    }

    /// Keeps a file; of two with one path the later one counts, as it does when they are unpacked.
    fn keep(&mut self, path: PackagePath, bytes: Arc<[u8]>, is_certain: bool) {
        if let Some(other) = self.folded.get(&path.as_str().to_lowercase()) {
            if *other != path && self.files.get(other).is_some_and(|taken| taken.bytes != bytes) {
                let detail = format!("differs from `{other}` by case alone, and they are one file on some systems");
                self.tree.remark(path.clone(), UnanalysedReason::ArchiveEntry, detail);
            }
        } else {
            self.folded.insert(path.as_str().to_lowercase(), path.clone());
        }
        let taken = Taken { bytes, is_certain };
        match self.files.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(taken);
            }
            Entry::Occupied(mut entry) => {
                let replaces = taken.is_certain || !entry.get().is_certain;
                let dropped = if replaces { entry.get().bytes.len() } else { taken.bytes.len() };
                if entry.get().bytes != taken.bytes {
                    let which = if replaces { "the later one" } else { "the one that npm unpacks" };
                    let detail = format!("appears twice with different content; {which} is analysed");
                    self.tree.not_taken(entry.key().clone(), UnanalysedReason::ArchiveEntry, dropped as u64, detail);
                }
                if replaces {
                    entry.insert(taken);
                }
            }
        }
    }

    /// Reports an entry that is not taken, under the nearest thing to its name that is a path.
    fn refuse(&mut self, raw: &str, size: u64, why: &str) {
        let segments: Vec<String> = raw
            .split('/')
            .skip(1)
            .filter(|segment| !matches!(*segment, "" | "." | ".."))
            .map(|segment| name::escape_segment(segment.replace('\0', "")))
            .collect();
        let path = PackagePath::new(&segments.join("/")).unwrap_or_else(|_| self.archive.clone());
        let path = if path.as_str().len() > self.limits.path_bytes { self.archive.clone() } else { path };
        let shown: String = raw.chars().take(200).collect();
        self.tree.not_taken(path, UnanalysedReason::ArchiveEntry, size, format!("stored as `{shown}`: {why}"));
    }

    /// Reports something about the archive as a whole.
    fn remark(&mut self, detail: String) {
        self.tree.remark(self.archive.clone(), UnanalysedReason::ArchiveEntry, detail);
    }

    /// Reports why reading ended early.
    fn broken(&mut self, error: &str) {
        let detail = format!("{error}; what was read up to there is analysed");
        self.tree.remark(self.archive.clone(), self.reason(), detail);
    }

    fn reason(&self) -> UnanalysedReason {
        if self.stream.exceeded.is_some() { UnanalysedReason::ArchiveLimit } else { UnanalysedReason::Unreadable }
    }

    fn body(&mut self, size: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.content(size, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads `size` bytes and the padding behind them; what is there is in `bytes` even when an error is returned.
    fn content(&mut self, size: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let read = (&mut self.stream).take(size).read_to_end(bytes)?;
        if (read as u64) < size {
            return Err(cut_short());
        }
        self.padding(size)
    }

    fn skip(&mut self, size: u64) -> io::Result<()> {
        if io::copy(&mut (&mut self.stream).take(size), &mut io::sink())? < size {
            return Err(cut_short());
        }
        self.padding(size)
    }

    /// Bodies fill whole blocks; an archive may end without the last one's padding.
    fn padding(&mut self, size: u64) -> io::Result<()> {
        let rest = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
        io::copy(&mut (&mut self.stream).take(rest), &mut io::sink())?;
        Ok(())
    }

    fn fill(&mut self, block: &mut [u8; BLOCK]) -> io::Result<Filled> {
        let mut filled = 0;
        while filled < BLOCK {
            match self.stream.read(&mut block[filled..]) {
                Ok(0) if filled == 0 => return Ok(Filled::Nothing),
                Ok(0) => return Ok(Filled::Part),
                Ok(length) => filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Filled::Whole)
    }
}

/// The sum of a header's bytes, with blanks in place of the sum itself.
fn checksum(block: &[u8; BLOCK]) -> u32 {
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    sum(&block[..148]) + 8 * u32::from(b' ') + sum(&block[156..])
}

fn text_before_nul(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

fn cut_short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends in the middle of an entry")
}
