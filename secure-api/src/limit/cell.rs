//! What one key was admitted, in as few bytes as it takes: a limit has a hundred thousand of these.
//!
//! A cell is a list of words of 32 bits, and how the words are read is the limit's to say: by its [`Layout`].

/// The largest tick that is told from others: with a millisecond each, two million years.
const LAST_TICK: u64 = u64::MAX >> 8;

/// What one key was admitted. The default is the cell of a key that was never seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    /// The unit of time that the entries count from, and in the lowest byte how many entries there are.
    start: u64,
    /// Of the bucket first, where there is one, and of the entries then. There may be room for more.
    words: Box<[u32]>,
}

/// How arrivals are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A word for each arrival: its tick, after the start.
    Each,
    /// A word for each slot, one after the other: how far into it the last arrival came, and how many there were, 16 bits each.
    Slots,
    /// The same with a word for either, where a slot may have more arrivals than 16 bits can count.
    WideSlots,
}

/// Where in a cell things are, by the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) layout: Layout,
    /// How many ticks a slot has; 1 where there are none.
    pub(super) slot: u64,
    /// The most entries there are.
    pub(super) most: usize,
    /// Whether there is a bucket.
    pub(super) bucket: bool,
}

/// What came at one tick, or in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The tick of the last arrival.
    pub(super) last: u64,
    pub(super) count: u32,
}

impl Form {
    /// The tick of the oldest arrival that is not over, and how many are not; `None` where all are.
    pub(super) fn live(&self, cell: &Cell, is_over: impl Fn(u64) -> bool) -> Option<(u64, u32)> {
        let over = self.over(cell, is_over);
        let oldest = self.at(cell, over)?.last;
        // Added up by one loop a layout, with nothing to decide in it: this is done several times a request.
        let words = cell.words.get(self.place(over)..self.place(cell.len())).unwrap_or_default();
        let count = match self.layout {
            Layout::Each => words.len() as u64,
            Layout::Slots => words.iter().map(|word| u64::from(word & 0xFFFF)).sum(),
            Layout::WideSlots => words.as_chunks().0.iter().map(|[_, count]| u64::from(*count)).sum(),
        };
        Some((oldest, u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// The tick of the last arrival; 0 where there was none.
    pub(super) fn latest(&self, cell: &Cell) -> u64 {
        let last = cell.len().checked_sub(1).and_then(|last| self.at(cell, last));
        last.map_or(0, |run| run.last)
    }

    /// Adds an arrival that is no earlier than the latest. What was over before `from` goes.
    pub(super) fn add(&self, cell: &mut Cell, tick: u64, is_over: impl Fn(u64) -> bool) {
        let tick = tick.min(LAST_TICK);
        self.drop_oldest(cell, self.over(cell, is_over));
        let unit = tick / self.slot;
        if self.layout == Layout::Each {
            // Charged beyond the quota, it is full until as many have gone as would have to anyway.
            self.drop_oldest(cell, (cell.len() + 1).saturating_sub(self.most));
        }
        if cell.len() == 0 {
            cell.set(unit, 0);
        }
        let mut after = unit.saturating_sub(cell.start());
        if self.layout == Layout::Each && after > u64::from(u32::MAX) {
            self.move_start(cell);
            after = unit.saturating_sub(cell.start());
        }
        let number = if self.layout == Layout::Each { cell.len() } else { usize::try_from(after).unwrap_or(0) };
        let place = self.make_room(cell, number);
        if let Some(words) = cell.words.get_mut(place..place + self.width()) {
            self.write(words, after, tick % self.slot);
        }
    }

    /// Takes an arrival back, where it is still there.
    pub(super) fn take_back(&self, cell: &mut Cell, tick: u64) {
        let Some(after) = (tick.min(LAST_TICK) / self.slot).checked_sub(cell.start()) else { return };
        let (start, len) = (cell.start(), cell.len());
        let used = cell.words.get_mut(self.head()..self.place(len)).unwrap_or_default();
        if self.layout == Layout::Each {
            let Some(number) = used.iter().position(|word| u64::from(*word) == after) else { return };
            used.iter_mut().skip(number).rev().fold(0, |next, word| core::mem::replace(word, next));
            cell.set(start, len - 1);
            return;
        }
        let mut slots = used.chunks_exact_mut(self.width());
        let Some(words) = usize::try_from(after).ok().and_then(|number| slots.nth(number)) else { return };
        match words {
            [word] if *word & 0xFFFF > 1 => *word -= 1,
            [_, count] if *count > 1 => *count -= 1,
            _ => words.fill(0),
        }
    }

    /// When the bucket is full again.
    pub(super) fn full_ns(&self, cell: &Cell) -> u64 {
        match *cell.words {
            [low, high, ..] if self.bucket => u64::from(low) | u64::from(high) << 32,
            _ => 0,
        }
    }

    /// Says when the bucket is full again, in a cell that something was added to.
    pub(super) fn set_full_ns(&self, cell: &mut Cell, full_ns: u64) {
        if let ([low, high, ..], true) = (&mut *cell.words, self.bucket) {
            (*low, *high) = (full_ns as u32, (full_ns >> 32) as u32);
        }
    }

    fn read(&self, start: u64, number: usize, words: &[u32]) -> Run {
        let slot = (start + number as u64).saturating_mul(self.slot);
        match (self.layout, words) {
            (Layout::Each, [after]) => Run { last: start + u64::from(*after), count: 1 },
            (_, [word]) => Run { last: slot + u64::from(word >> 16), count: word & 0xFFFF },
            (_, [last, count, ..]) => Run { last: slot + u64::from(*last), count: *count },
            (_, []) => Run { last: 0, count: 0 },
        }
    }

    fn write(&self, words: &mut [u32], after: u64, within: u64) {
        let within = within as u32;
        match (self.layout, words) {
            (Layout::Each, [word]) => *word = after as u32,
            (_, [word]) => *word = within << 16 | (*word & 0xFFFF).saturating_add(1).min(0xFFFF),
            (_, [last, count, ..]) => (*last, *count) = (within, count.saturating_add(1)),
            (_, []) => {}
        }
    }

    /// How many entries are over or empty, from the oldest on.
    fn over(&self, cell: &Cell, is_over: impl Fn(u64) -> bool) -> usize {
        let is_over = |number: &usize| self.at(cell, *number).is_some_and(|run| run.count == 0 || is_over(run.last));
        (0..cell.len()).take_while(is_over).count()
    }

    /// One of the entries.
    fn at(&self, cell: &Cell, number: usize) -> Option<Run> {
        if number >= cell.len() {
            return None;
        }
        let words = cell.words.get(self.place(number)..self.place(number + 1))?;
        Some(self.read(cell.start(), number, words))
    }

    fn drop_oldest(&self, cell: &mut Cell, count: usize) {
        if count == 0 {
            return;
        }
        let (start, left) = (cell.start(), cell.len().saturating_sub(count));
        let (head, width) = (self.head(), self.width());
        if let Some(used) = cell.words.get_mut(head..) {
            used.copy_within((count * width).min(used.len()).., 0);
        }
        let passed = if self.layout == Layout::Each { 0 } else { count as u64 };
        cell.set(start + passed, left);
    }

    /// Counts from the oldest arrival, and not from one that is long gone.
    fn move_start(&self, cell: &mut Cell) {
        let (start, len) = (cell.start(), cell.len());
        let used = cell.words.get_mut(self.head()..self.place(len)).unwrap_or_default();
        let first = used.first().copied().unwrap_or_default();
        used.iter_mut().for_each(|word| *word -= first);
        cell.set(start + u64::from(first), len);
    }

    /// The place of an entry, which is there from now on, and empty where it was not.
    fn make_room(&self, cell: &mut Cell, number: usize) -> usize {
        let (start, len) = (cell.start(), cell.len());
        let (place, end) = (self.place(number), self.place(number + 1));
        if end > cell.words.len() {
            // What an allocator hands out is 24, 40, 56, .. bytes.
            let room = 2 + end.saturating_sub(2).next_multiple_of(4).max(4);
            let mut words = vec![0; room.min(self.place(self.most)).max(end)].into_boxed_slice();
            words.iter_mut().zip(&cell.words).for_each(|(new, old)| *new = *old);
            cell.words = words;
        }
        if number >= len {
            // Between the last one and this nobody came; what stands there is of entries that are gone.
            cell.words.get_mut(self.place(len)..end).unwrap_or_default().fill(0);
            cell.set(start, number + 1);
        }
        place
    }

    const fn head(&self) -> usize {
        if self.bucket { 2 } else { 0 }
    }

    fn width(&self) -> usize {
        if self.layout == Layout::WideSlots { 2 } else { 1 }
    }

    fn place(&self, number: usize) -> usize {
        self.head() + number * self.width()
    }
}

impl Cell {
    const fn start(&self) -> u64 {
        self.start >> 8
    }

    pub(super) const fn len(&self) -> usize {
        (self.start & 0xFF) as usize
    }

    const fn set(&mut self, start: u64, len: usize) {
        self.start = start << 8 | len as u64 & 0xFF;
    }

    /// The bytes the cell takes, without the allocator's own.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.words)
    }
}
