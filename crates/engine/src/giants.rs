//! Large pieces of work, done so that their trees and graphs do not all lie in memory at once.

use std::{
    cmp::Reverse,
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use rayon::prelude::*;

/// Files of at least this many bytes, and packages of which as much is seen together, are giants.
const GIANT: u64 = 768 << 10;

/// How many bytes two giants may have that are done at once.
const MOST_AT_ONCE: u64 = 3 << 20;

/// Does all pieces of work, of which `size` gives the bytes; results are in no order.
///
/// Giants are done by one thread, the largest first, while the others do all else. Once that is done, one of them takes
/// giants as well, the smallest first and as far as there is room beside the other one: the trees and graphs of several
/// giants at once are what would decide how much memory a run needs.
pub(crate) fn giants_apart<T: Send, R: Send>(
    work: Vec<T>,
    size: impl Fn(&T) -> u64,
    run: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let sized = work.into_iter().map(|piece| (size(&piece), piece));
    let (giants, others): (Vec<Weighed<T>>, Vec<Weighed<T>>) = sized.partition(|(size, _)| *size >= GIANT);
    let giants = Giants::new(giants);
    let (mut done, rest) = rayon::join(
        || Largest(&giants).map(&run).collect::<Vec<R>>(),
        || {
            let mut done: Vec<R> = others.into_par_iter().with_max_len(1).map(|(_, piece)| run(piece)).collect();
            done.extend(std::iter::from_fn(|| giants.smallest()).map(&run));
            done
        },
    );
    done.extend(rest);
    done
}

/// A piece of work behind its bytes.
type Weighed<T> = (u64, T);

/// The giants that are left.
struct Giants<T> {
    queue: Mutex<Queue<T>>,
    /// Told whenever the largest that was left is done.
    is_done: Condvar,
}

struct Queue<T> {
    /// The largest first.
    left: VecDeque<Weighed<T>>,
    /// The bytes of the one that is being done by who takes the largest; 0 for none.
    beside: u64,
}

impl<T> Giants<T> {
    fn new(mut giants: Vec<Weighed<T>>) -> Self {
        giants.sort_by_key(|(size, _)| Reverse(*size));
        Self { queue: Mutex::new(Queue { left: giants.into(), beside: 0 }), is_done: Condvar::new() }
    }

    fn queue(&self) -> MutexGuard<'_, Queue<T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The smallest that is left, once there is room for it.
    fn smallest(&self) -> Option<T> {
        let mut queue = self.queue();
        loop {
            match queue.left.back() {
                None => return None,
                Some((size, _)) if size + queue.beside <= MOST_AT_ONCE || queue.beside == 0 => {
                    return queue.left.pop_back().map(|(_, piece)| piece);
                }
                Some(_) => queue = self.is_done.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// Takes the largest that is left, each time the one before is done.
struct Largest<'g, T>(&'g Giants<T>);

impl<T> Iterator for Largest<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let mut queue = self.0.queue();
        let next = queue.left.pop_front();
        queue.beside = next.as_ref().map_or(0, |(size, _)| *size);
        self.0.is_done.notify_all();
        next.map(|(_, piece)| piece)
    }
}

impl<T> Drop for Largest<'_, T> {
    /// Whoever waits goes on, also where the last one panicked.
    fn drop(&mut self) {
        self.0.queue().beside = 0;
        self.0.is_done.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn in_threads<R: Send>(threads: usize, act: impl FnOnce() -> R + Send) -> R {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads").install(act)
    }

    #[test]
    fn each_piece_is_done_once() {
        let sizes: Vec<u64> = (0..64).map(|number| number * number * 2_048).collect();
        for threads in [1, 2, 8] {
            let mut done = in_threads(threads, || giants_apart(sizes.clone(), |size| *size, |size| size));
            done.sort_unstable();
            assert_eq!(done, sizes, "{threads} threads");
        }
    }

    #[test]
    fn nobody_waits_for_one_that_panicked() {
        let sizes = vec![2 * MOST_AT_ONCE, 2 * MOST_AT_ONCE - 1, GIANT, 1];
        let panics = |size: u64| assert!(size < 2 * MOST_AT_ONCE, "the largest");
        let result = in_threads(2, || catch_unwind(AssertUnwindSafe(|| giants_apart(sizes, |size| *size, panics))));
        assert!(result.is_err());
    }
}
