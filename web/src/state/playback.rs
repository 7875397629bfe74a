//! Playback: turns wall-clock time into simulated time.
//!
//! Under reduced motion nothing starts by itself, and Play jumps from change to change, one per second.

/// Speeds on offer, in thousandths of real time.
pub const SPEEDS: [u32; 9] = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000];

/// Wall-clock milliseconds per change, when Play jumps from change to change.
const MS_PER_CHANGE: u32 = 1_000;

/// Whether the page plays, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    /// Whether it plays.
    pub playing: bool,
    /// Speed in thousandths of real time.
    pub speed: u32,
    /// Whether the person prefers reduced motion.
    pub reduced_motion: bool,
    /// Whether the cursor was last moved by hand. Animated levels then follow at once.
    pub scrubbed: bool,
    /// Rest of the last conversion, in thousandths of a simulated millisecond. Under reduced motion: wall-clock
    /// milliseconds since the last change.
    owed: u32,
}

impl Playback {
    /// Returns the playback of a page that opens.
    pub fn opening(reduced_motion: bool) -> Self {
        Self { playing: !reduced_motion, speed: 1_000, reduced_motion, scrubbed: false, owed: 0 }
    }

    /// Converts wall-clock milliseconds to simulated milliseconds. Carries the rest over to the next call.
    pub fn simulated_ms(&mut self, wall_ms: u32) -> i64 {
        let thousandths = u64::from(wall_ms) * u64::from(self.speed) + u64::from(self.owed);
        self.owed = u32::try_from(thousandths % 1_000).unwrap_or(0);
        i64::try_from(thousandths / 1_000).unwrap_or(i64::MAX)
    }

    /// Adds wall-clock milliseconds and returns whether the next change is due.
    pub fn change_is_due(&mut self, wall_ms: u32) -> bool {
        self.owed += wall_ms;
        let due = self.owed >= MS_PER_CHANGE;
        if due {
            self.owed = 0;
        }
        due
    }

    /// Starts playing.
    pub fn start(&mut self) {
        (self.playing, self.owed) = (true, 0);
    }

    /// Pauses.
    pub fn stop(&mut self) {
        self.playing = false;
    }

    /// Returns the next faster or slower speed on offer. Returns the current speed at the end of the list.
    pub fn neighbour(&self, faster: bool) -> u32 {
        let mut speeds = SPEEDS.into_iter();
        let next = if faster {
            speeds.find(|&speed| speed > self.speed)
        } else {
            speeds.rfind(|&speed| speed < self.speed)
        };
        next.unwrap_or(self.speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_time_times_speed_is_simulated_time_and_nothing_is_lost() {
        let mut playback = Playback { speed: 100, ..Playback::opening(false) };
        let simulated: i64 = (0..1_000).map(|_| playback.simulated_ms(33)).sum();
        assert_eq!(simulated, 3_300);
    }

    #[test]
    fn speeds_stop_at_both_ends_of_the_list() {
        let slowest = Playback { speed: 100, ..Playback::opening(false) };
        assert_eq!((slowest.neighbour(false), slowest.neighbour(true)), (100, 250));
        let fastest = Playback { speed: 100_000, ..Playback::opening(false) };
        assert_eq!((fastest.neighbour(false), fastest.neighbour(true)), (50_000, 100_000));
    }
}
