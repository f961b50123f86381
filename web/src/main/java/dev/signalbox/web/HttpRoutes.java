package dev.signalbox.web;

/// The paths that a room answers.
@FunctionalInterface
public interface HttpRoutes {
    /// Adds the room's paths.
    void addTo(RouteTable table);
}
