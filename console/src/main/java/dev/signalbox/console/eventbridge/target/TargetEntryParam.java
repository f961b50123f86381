package dev.signalbox.console.eventbridge.target;

import dev.signalbox.contract.rule.EventBridgeForm;
import dev.signalbox.contract.rule.TargetField;
import dev.signalbox.contract.rule.TargetKind;

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
        /// A JSON object of names and texts.
        OBJECT,
        /// `true` or `false`.
        FLAG,
        /// The transform of the event; the only kind whose form may differ from `CONSTANT`.
        TRANSFORM,
        /// A text without effect here, which is kept and given back.
        KEPT
    }

    /// The parameter of a kind of target that EventBridge's form describes.
    static TargetEntryParam of(TargetKind<?> kind, EventBridgeForm.Param param) {
        String field = param.field();
        if (field.isEmpty()) {
            return new TargetEntryParam(param.key(), Meaning.KEPT, field, false);
        }
        if (field.equals(EventBridgeForm.TRANSFORM)) {
            return new TargetEntryParam(param.key(), Meaning.TRANSFORM, field, false);
        }
        TargetField.Type type = kind.field(field).type();
        return new TargetEntryParam(param.key(), meaning(type), field, type.isRequired());
    }

    private static Meaning meaning(TargetField.Type type) {
        return switch (type) {
            case URL, SIGNING_KEY, STANDARD_WEBHOOKS_KEY, TOKEN, TEMPLATE, LINE -> Meaning.TEXT;
            case PHONES, MAINLAND_PHONES, ADDRESSES -> Meaning.LIST;
            case HEADERS -> Meaning.OBJECT;
            case FLAG -> Meaning.FLAG;
        };
    }

    /// The name under which a target keeps the value.
    String keptName() {
        return "ParamList." + key;
    }
}
