package dev.signalbox.console.eventbridge.target;

/// A parameter of a target in EventBridge's `ParamList`.
///
/// @param key its `ResourceKey`; upper and lower case count as the same
/// @param meaning the kind of its value
/// @param field the field of the same meaning in the JSON that people write; empty for
///   [Meaning#KEPT]
/// @param required whether it must be there
record TargetEntryParam(String key, Meaning meaning, String field, boolean required) {

    /// The kind of a parameter's value.
    enum Meaning {
        /// A text.
        TEXT,
        /// Texts with commas between them, or a JSON array of texts.
        LIST,
        /// `true` or `false`.
        FLAG,
        /// The transform of the event; the only kind whose form may differ from `CONSTANT`.
        TRANSFORM,
        /// A text without effect here, which is kept and given back.
        KEPT
    }

    static TargetEntryParam required(String key, Meaning meaning, String field) {
        return new TargetEntryParam(key, meaning, field, true);
    }

    static TargetEntryParam optional(String key, Meaning meaning, String field) {
        return new TargetEntryParam(key, meaning, field, false);
    }

    static TargetEntryParam kept(String key) {
        return new TargetEntryParam(key, Meaning.KEPT, "", false);
    }

    static TargetEntryParam transform(String key) {
        return new TargetEntryParam(key, Meaning.TRANSFORM, "transform", false);
    }

    /// The name under which a target keeps the value.
    String keptName() {
        return "ParamList." + key;
    }
}
