//! Playing: how time on the wall becomes simulated time.
//!
//! With less motion wanted nothing plays by itself, and Play moves from change to change, one a second.

/// The speeds of the list, in thousandths of real time.
pub const SPEEDS: [u32; 9] = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000];

/// How long a change stands when Play moves by changes.
const MS_PER_CHANGE: u32 = 1_000;

/// Whether time passes, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    /// It passes.
    pub playing: bool,
    /// In thousandths of real time.
    pub speed: u32,
    /// Less motion is wanted.
    pub reduced_motion: bool,
    /// The cursor was put somewhere by hand: levels follow at once.
    pub scrubbed: bool,
    /// What did not yet make a whole simulated millisecond, in thousandths; or a whole change, in milliseconds.
    owed: u32,
}

impl Playback {
    /// As the page opens.
    pub fn opening(reduced_motion: bool) -> Self {
        Self { playing: !reduced_motion, speed: 1_000, reduced_motion, scrubbed: false, owed: 0 }
    }

    /// So many milliseconds on the wall are so many simulated ones.
    pub fn simulated_ms(&mut self, wall_ms: u32) -> i64 {
        let thousandths = u64::from(wall_ms) * u64::from(self.speed) + u64::from(self.owed);
        self.owed = u32::try_from(thousandths % 1_000).unwrap_or(0);
        i64::try_from(thousandths / 1_000).unwrap_or(i64::MAX)
    }

    /// Whether the next change is due.
    pub fn change_is_due(&mut self, wall_ms: u32) -> bool {
        self.owed += wall_ms;
        let due = self.owed >= MS_PER_CHANGE;
        if due {
            self.owed = 0;
        }
        due
    }

    /// Begins or goes on.
    pub fn start(&mut self) {
        (self.playing, self.owed) = (true, 0);
    }

    /// Rests.
    pub fn stop(&mut self) {
        self.playing = false;
    }

    /// The speed before or after the present one in the list.
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
