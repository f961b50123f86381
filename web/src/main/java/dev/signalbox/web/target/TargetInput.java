package dev.signalbox.web.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.TargetField;
import dev.signalbox.web.input.InputObject;
import dev.signalbox.web.input.InputProblems;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A target as a person wrote it, with its secrets in the clear, or masked as they were read.
///
/// @param path its path in the request with a dot at its end, such as `targets[1].`; empty for the
///   body itself
/// @param id the id within the rule
/// @param options how deliveries to it are handled
/// @param channel the kind of target
/// @param fields the fields of its kind, checked; a secret that is `***` means the stored one
public record TargetInput(
        String path, String id, DeliveryOptions options, Channel channel, ObjectNode fields) {
    private static final List<String> COMMON =
            List.of(
                    "id",
                    "type",
                    "transform",
                    "retry",
                    "deadLetter",
                    "concurrency",
                    "ratePerMinute");

    /// Fields that people read, and that are ignored when they come back.
    private static final List<String> READ_ONLY = List.of("health");

    /// Reads a target; reports what is wrong with it.
    ///
    /// @return null where its kind is not known
    public static @Nullable TargetInput read(JsonNode json, String where, InputProblems problems) {
        if (!(json instanceof ObjectNode object)) {
            problems.add(where, "must be an object");
            return null;
        }
        return read(new InputObject(object, where + ".", problems));
    }

    /// Reads a target; reports what is wrong with it.
    ///
    /// @return null where its kind is not known
    public static @Nullable TargetInput read(InputObject input) {
        String id = id(input);
        Channel channel = channel(input);
        if (channel == null) {
            return null;
        }
        List<? extends TargetField<?>> own = channel.kind().fields();
        input.onlyFields(
                Stream.of(COMMON, own.stream().map(TargetField::name).toList(), READ_ONLY)
                        .flatMap(List::stream)
                        .toList());
        DeliveryOptions options = DeliveryOptionFields.read(input, channel);
        ObjectNode fields = Json.MAPPER.createObjectNode();
        for (TargetField<?> field : own) {
            JsonNode value = TargetFields.read(input, field);
            if (value != null) {
                fields.set(field.name(), value);
            }
        }
        return new TargetInput(input.path(), id, options, channel, fields);
    }

    private static String id(InputObject input) {
        input.required("id", "");
        String id = input.text("id");
        if (id != null && !Names.isRule(id)) {
            input.problem("id", "must be " + Names.RULES);
        }
        return id == null ? "" : id;
    }

    private static @Nullable Channel channel(InputObject input) {
        input.required("type", ", such as \"http\"");
        String type = input.text("type");
        if (type == null) {
            return null;
        }
        Channel channel = Channel.labelled(type);
        if (channel == null) {
            input.problem(
                    "type",
                    Arrays.stream(Channel.values())
                            .map(Channel::label)
                            .collect(Collectors.joining(", ", "there is no such type, only ", "")));
        }
        return channel;
    }
}
