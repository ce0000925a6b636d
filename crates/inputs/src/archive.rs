//! Archives: what npm would unpack, in memory.
//!
//! The limits are checked on the bytes as they come out of the decompressor, so that a bomb is noticed while it goes off.

mod tarball;

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

use flate2::bufread::MultiGzDecoder;

use crate::{InputError, Limits, name, target::Target, tree::Tree};

/// Reads an archive; what could not be taken from it becomes coverage entries.
pub(crate) fn read(target: &Target, limits: &Limits) -> Result<Tree, InputError> {
    let unreadable = |source| InputError::Unreadable { path: target.given.clone(), source };
    let compressed = Rc::new(Cell::new(0));
    let file = Counted { inner: File::open(&target.real).map_err(unreadable)?, count: Rc::clone(&compressed) };
    let mut file = BufReader::new(file);
    let is_gzip = file.fill_buf().map_err(unreadable)?.starts_with(&[0x1F, 0x8B]);

    let archive = name::below("", &name::last(&target.real));
    let read = if is_gzip {
        tarball::read(Meter::new(MultiGzDecoder::new(file), compressed, limits), archive, limits)
    } else {
        tarball::read(Meter::new(file, compressed, limits), archive, limits)
    };
    read.map_err(|reason| InputError::NotAnArchive { path: target.given.clone(), reason })
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.count.set(self.count.get() + length as u64);
        Ok(length)
    }
}

/// Uncompressed bytes, up to the limits.
struct Meter<'a, R> {
    inner: R,
    compressed: Rc<Cell<u64>>,
    read: u64,
    limits: &'a Limits,
    /// The limit that was hit.
    exceeded: Option<String>,
}

impl<'a, R: Read> Meter<'a, R> {
    fn new(inner: R, compressed: Rc<Cell<u64>>, limits: &'a Limits) -> Self {
        Self { inner, compressed, read: 0, limits, exceeded: None }
    }
}

impl<R: Read> Read for Meter<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(limit) = &self.exceeded {
            return Err(io::Error::other(limit.clone()));
        }
        let length = self.inner.read(buffer)?;
        self.read += length as u64;
        let Limits { archive_bytes, archive_ratio, archive_ratio_from, .. } = *self.limits;
        if self.read > archive_bytes {
            self.exceeded = Some(format!("more than {archive_bytes} bytes uncompressed"));
        } else if self.read > archive_ratio_from && self.read / archive_ratio.max(1) > self.compressed.get() {
            self.exceeded = Some(format!("more than {archive_ratio} bytes out of each compressed byte"));
        }
        Ok(length)
    }
}
