package dev.signalbox.router.replay;

/// How a delivery of a replay ended, as the replay's account counts it.
enum Ending {
    /// Its target took it.
    DELIVERED,
    /// Its target took it in the message of another delivery.
    MERGED,
    /// It was given up.
    DEAD,
    /// It was not attempted any more, since the replay was cancelled.
    CANCELLED
}
