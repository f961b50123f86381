package dev.signalbox.contract.transform;

import dev.signalbox.contract.rule.Transform;
import java.nio.charset.StandardCharsets;

/// A transform that is ready to be applied: checked and taken apart once, then used for every
/// event, by any thread.
///
/// What a rule may cost is bounded, whoever wrote it. Each path leads to one value, so that all
/// paths of a transform are followed in one pass over the event; what is made has at most
/// [#LARGEST] bytes, and is given up as soon as it has more.
public sealed interface Transformer permits EventItself, FixedText, EventPart, FilledTemplate {
    /// Bytes that may be made of an event: twice EventBridge's largest event, so that an event can
    /// be put into another text, quotes escaped.
    int LARGEST = 512 * 1024;

    /// Applies it to a CloudEvent in structured mode.
    Transformed apply(byte[] event);

    /// Whether it makes a JSON object of every event whose fields the rule's author wrote: no event
    /// can add one, or write the whole.
    boolean writesObject();

    /// Prepares a transform.
    ///
    /// @throws InvalidTransform when it is too long, has a path that is none or that could lead to
    ///   many values, or has a template that is broken or names a variable that is not there
    static Transformer of(Transform transform) throws InvalidTransform {
        return switch (transform) {
            case Transform.Original _ -> new EventItself();
            case Transform.Constant constant -> {
                checkLength("value", constant.text().length());
                yield FixedText.of(constant.text().getBytes(StandardCharsets.UTF_8));
            }
            case Transform.JsonPath path -> {
                checkLength("value", path.path().length());
                yield new EventPart(EventPath.parse("value", path.path()));
            }
            case Transform.Template template -> {
                checkLength("template", template.template().length());
                int variables = 0;
                for (var variable : template.variables().entrySet()) {
                    variables += variable.getKey().length() + variable.getValue().length();
                }
                checkLength("value", variables);
                yield TemplateParser.parse(template);
            }
        };
    }

    private static void checkLength(String path, int length) throws InvalidTransform {
        if (length > Transform.LONGEST) {
            throw new InvalidTransform(
                    path, "has more than %,d characters".formatted(Transform.LONGEST));
        }
    }
}
