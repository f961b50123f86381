package dev.signalbox.contract.rule;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How the message to a target is made of an event: EventBridge's four forms. Source: EventBridge,
/// "Event target parameters".
public sealed interface Transform {
    /// The event as it is.
    Transform ORIGINAL = new Original();

    /// Characters that a value and a template may have.
    int LONGEST = 10_240;

    /// The event as it is, a CloudEvent in JSON.
    record Original() implements Transform {}

    /// The same text for every event.
    ///
    /// @param text at most [#LONGEST] characters
    record Constant(String text) implements Transform {}

    /// A part of the event.
    ///
    /// @param path a JSONPath such as `$.data.status`
    record JsonPath(String path) implements Transform {}

    /// A text with places that are filled from the event.
    ///
    /// @param variables name to JSONPath (`$.data.status`) or to a constant
    /// @param template the text; `${name}` is a variable
    record Template(Map<String, String> variables, String template) implements Transform {
        /// Copies the variables, in the order of their names.
        public Template {
            variables = Collections.unmodifiableMap(new TreeMap<>(variables));
        }
    }
}
