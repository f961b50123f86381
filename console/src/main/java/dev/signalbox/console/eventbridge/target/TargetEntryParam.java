package dev.signalbox.console.eventbridge.target;

/// A parameter that a target has in EventBridge's `ParamList`.
///
/// @param key its name there, `ResourceKey`; compared without regard to case
/// @param meaning what its value is
/// @param field the field of the house's own form that says the same; empty for [Meaning#KEPT]
/// @param required whether it must be there
record TargetEntryParam(String key, Meaning meaning, String field, boolean required) {

    /// What a parameter's value is.
    enum Meaning {
        /// A text.
        TEXT,
        /// Texts with commas between them, or a JSON array of texts.
        LIST,
        /// `true` or `false`.
        FLAG,
        /// What is made of the event; the only kind whose form may be another than `CONSTANT`.
        TRANSFORM,
        /// A text without effect here, which is given back.
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

    /// Under which name a target keeps the value of one that is kept.
    String keptName() {
        return "ParamList." + key;
    }
}
