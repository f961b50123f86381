package dev.signalbox.web;

/// The paths that a room answers.
@FunctionalInterface
public interface Routes {
    /// Adds the room's paths.
    void addTo(RouteTable table);
}
