package dev.signalbox.notifier.lane;

/// Whether a lane can take one more delivery.
public enum Room {
    /// It can.
    NOW,
    /// It is full at this moment; ask again.
    SOON,
    /// It is full and stuck, or nothing of it begins for a time.
    NOT_NOW
}
