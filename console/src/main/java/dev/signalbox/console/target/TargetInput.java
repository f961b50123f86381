package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.input.InputObject;
import dev.signalbox.console.input.InputProblems;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.DeliveryOptions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A target as a person wrote it, with its secrets in the clear, or masked as they were read.
public sealed interface TargetInput {
    /// Fields of every target.
    List<String> COMMON =
            List.of(
                    "id",
                    "type",
                    "transform",
                    "retry",
                    "deadLetter",
                    "concurrency",
                    "ratePerMinute");

    /// Fields that people read, and that are ignored when they come back.
    List<String> READ_ONLY = List.of("health");

    /// Its path in the request with a dot at its end, such as `targets[1].`
    String path();

    /// The id within the rule.
    String id();

    /// How deliveries to it are handled.
    DeliveryOptions options();

    /// The kind of target.
    Channel channel();

    /// A target that is called by its URL: a robot or an HTTP endpoint.
    ///
    /// @param signingKey as written; `***` for the stored one; null for none
    /// @param token as written; `***` for the stored one; null for none; `http` only
    record Webhook(
            String path,
            String id,
            DeliveryOptions options,
            Channel channel,
            String url,
            @Nullable String signingKey,
            @Nullable String token)
            implements TargetInput {}

    /// A target for text messages.
    record Sms(
            String path,
            String id,
            DeliveryOptions options,
            List<String> contacts,
            String template,
            @Nullable String signName)
            implements TargetInput {
        @Override
        public Channel channel() {
            return Channel.SMS;
        }
    }

    /// A target for voice calls.
    record Voice(
            String path, String id, DeliveryOptions options, List<String> contacts, String template)
            implements TargetInput {
        @Override
        public Channel channel() {
            return Channel.VOICE;
        }
    }

    /// A target for e-mail.
    record Email(
            String path,
            String id,
            DeliveryOptions options,
            List<String> contacts,
            @Nullable String subject,
            boolean html)
            implements TargetInput {
        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }
    }

    /// Reads a target; reports what is wrong with it.
    static @Nullable TargetInput read(JsonNode json, String where, InputProblems problems) {
        if (!(json instanceof ObjectNode object)) {
            problems.add(where, "must be an object");
            return null;
        }
        var input = new InputObject(object, where + ".", problems);
        String id = id(input);
        Channel channel = channel(input);
        if (channel == null) {
            return null;
        }
        input.onlyFields(fields(channel));
        DeliveryOptions options = DeliveryOptionFields.read(input);
        String path = where + ".";
        return switch (channel) {
            case DINGTALK, WECOM, LARK, HTTP ->
                    new Webhook(
                            path,
                            id,
                            options,
                            channel,
                            TargetFields.url(input),
                            channel == Channel.HTTP
                                    ? TargetFields.standardWebhooksKey(input)
                                    : TargetFields.secret(input, "signingKey"),
                            TargetFields.secret(input, "token"));
            case SMS ->
                    new Sms(
                            path,
                            id,
                            options,
                            TargetFields.phones(input),
                            TargetFields.template(input),
                            TargetFields.line(input, "signName"));
            case VOICE ->
                    new Voice(
                            path,
                            id,
                            options,
                            TargetFields.phones(input),
                            TargetFields.template(input));
            case EMAIL ->
                    new Email(
                            path,
                            id,
                            options,
                            TargetFields.addresses(input),
                            TargetFields.line(input, "subject"),
                            input.flag("html", false));
        };
    }

    private static List<String> fields(Channel channel) {
        List<String> own =
                switch (channel) {
                    case DINGTALK, LARK -> List.of("url", "signingKey");
                    case WECOM -> List.of("url");
                    case HTTP -> List.of("url", "signingKey", "token");
                    case SMS -> List.of("contacts", "template", "signName");
                    case VOICE -> List.of("contacts", "template");
                    case EMAIL -> List.of("contacts", "subject", "html");
                };
        return Stream.of(COMMON, own, READ_ONLY).flatMap(List::stream).toList();
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
