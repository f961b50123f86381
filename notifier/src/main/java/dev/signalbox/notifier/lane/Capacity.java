package dev.signalbox.notifier.lane;

/// The answer of a lane to whether it can take one more delivery.
public enum Capacity {
    /// It can.
    NOW,
    /// It is full at this moment; ask again.
    SOON,
    /// It is full and stuck, or nothing of it begins for a time.
    NOT_NOW
}
