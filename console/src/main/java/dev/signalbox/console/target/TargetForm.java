package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.input.ObjectForm;
import dev.signalbox.console.input.Problems;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Handling;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A target as a person wrote it: what is secret stands in it in the clear, or masked as it was
/// read.
public sealed interface TargetForm {
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

    /// Fields that people read and that are passed over when they come back.
    List<String> READ_ONLY = List.of("health");

    /// Where it stands in the request, such as `targets[1].`
    String path();

    /// The id within the rule.
    String id();

    /// How deliveries to it are to be handled.
    Handling handling();

    /// The kind of target.
    Channel channel();

    /// A target that is called by its URL: a bot or an HTTP endpoint.
    ///
    /// @param signingKey as written; `***` for the one that is kept; null for none
    /// @param token as written; `***` for the one that is kept; null for none; `http` only
    record Webhook(
            String path,
            String id,
            Handling handling,
            Channel channel,
            String url,
            @Nullable String signingKey,
            @Nullable String token)
            implements TargetForm {}

    /// Text messages.
    record Sms(
            String path,
            String id,
            Handling handling,
            List<String> contacts,
            String template,
            @Nullable String signName)
            implements TargetForm {
        @Override
        public Channel channel() {
            return Channel.SMS;
        }
    }

    /// Calls.
    record Voice(String path, String id, Handling handling, List<String> contacts, String template)
            implements TargetForm {
        @Override
        public Channel channel() {
            return Channel.VOICE;
        }
    }

    /// E-mail.
    record Email(
            String path,
            String id,
            Handling handling,
            List<String> contacts,
            @Nullable String subject,
            boolean html)
            implements TargetForm {
        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }
    }

    /// Reads a target, or reports what is wrong with it.
    static @Nullable TargetForm read(JsonNode json, String where, Problems problems) {
        if (!(json instanceof ObjectNode object)) {
            problems.add(where, "must be an object");
            return null;
        }
        var form = new ObjectForm(object, where + ".", problems);
        String id = id(form);
        Channel channel = channel(form);
        if (channel == null) {
            return null;
        }
        form.onlyFields(fields(channel));
        Handling handling = HandlingForm.read(form);
        String path = where + ".";
        return switch (channel) {
            case DINGTALK, WECOM, LARK, HTTP ->
                    new Webhook(
                            path,
                            id,
                            handling,
                            channel,
                            TargetFields.url(form),
                            channel == Channel.HTTP
                                    ? TargetFields.standardWebhooksKey(form)
                                    : TargetFields.secret(form, "signingKey"),
                            TargetFields.secret(form, "token"));
            case SMS ->
                    new Sms(
                            path,
                            id,
                            handling,
                            TargetFields.phones(form),
                            TargetFields.template(form),
                            TargetFields.line(form, "signName"));
            case VOICE ->
                    new Voice(
                            path,
                            id,
                            handling,
                            TargetFields.phones(form),
                            TargetFields.template(form));
            case EMAIL ->
                    new Email(
                            path,
                            id,
                            handling,
                            TargetFields.addresses(form),
                            TargetFields.line(form, "subject"),
                            form.flag("html", false));
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

    private static String id(ObjectForm form) {
        form.required("id", "");
        String id = form.text("id");
        if (id != null && !Names.isRule(id)) {
            form.problem("id", "must be " + Names.RULES);
        }
        return id == null ? "" : id;
    }

    private static @Nullable Channel channel(ObjectForm form) {
        form.required("type", ", such as \"http\"");
        String type = form.text("type");
        if (type == null) {
            return null;
        }
        Channel channel = Channel.labelled(type);
        if (channel == null) {
            form.problem(
                    "type",
                    Arrays.stream(Channel.values())
                            .map(Channel::label)
                            .collect(Collectors.joining(", ", "there is no such type, only ", "")));
        }
        return channel;
    }
}
