package dev.signalbox.contract.rule;

import java.util.List;

/// The form in which EventBridge's clients write a kind of target. Source: EventBridge, "Event
/// target parameters".
///
/// @param types its names in `Type`; those that EventBridge does not have begin with `signalbox.`.
///   Of several names, the one that is the scheme of the target's URL is shown
/// @param params its parameters in `ParamList`, in the order in which they are shown
public record EventBridgeForm(List<String> types, List<Param> params) {
    /// The field of every target that says how the message is made of the event.
    public static final String TRANSFORM = "transform";

    /// A parameter.
    ///
    /// @param key its `ResourceKey`
    /// @param field the name of the field that has its value; empty for one without effect here,
    ///   which is kept and given back
    public record Param(String key, String field) {}

    /// Copies both lists.
    public EventBridgeForm {
        types = List.copyOf(types);
        params = List.copyOf(params);
    }

    static EventBridgeForm of(List<String> types, Param... params) {
        return new EventBridgeForm(types, List.of(params));
    }

    static Param param(String key, String field) {
        return new Param(key, field);
    }

    static Param transform(String key) {
        return new Param(key, TRANSFORM);
    }

    static Param kept(String key) {
        return new Param(key, "");
    }
}
