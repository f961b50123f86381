package dev.signalbox.standalone.rulefile;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A rule as a file has it, references to the environment resolved.
///
/// @param json as it is sent: it may hold secrets, and must not be printed
public record WrittenRule(String bus, String name, ObjectNode json) {
    /// `bus/name`, as rules are called on the command line.
    String label() {
        return bus + "/" + name;
    }

    @Override
    public String toString() {
        return label();
    }
}
