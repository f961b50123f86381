package dev.signalbox.console.eventbridge.target;

import static dev.signalbox.console.eventbridge.target.TargetEntryParam.kept;
import static dev.signalbox.console.eventbridge.target.TargetEntryParam.optional;
import static dev.signalbox.console.eventbridge.target.TargetEntryParam.required;
import static dev.signalbox.console.eventbridge.target.TargetEntryParam.transform;

import dev.signalbox.console.eventbridge.target.TargetEntryParam.Meaning;
import dev.signalbox.contract.rule.Channel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types of targets by EventBridge's names, with their parameters; those that EventBridge does
/// not have begin with `signalbox.`. Source: EventBridge, "Event target parameters".
enum TargetEntryType {
    DINGTALK(
            "acs.dingtalk",
            Channel.DINGTALK,
            required("URL", Meaning.TEXT, "url"),
            optional("SecretKey", Meaning.TEXT, "signingKey"),
            transform("Body")),
    WECOM(
            "signalbox.wecom",
            Channel.WECOM,
            required("URL", Meaning.TEXT, "url"),
            transform("Body")),
    LARK(
            "signalbox.lark",
            Channel.LARK,
            required("URL", Meaning.TEXT, "url"),
            optional("SecretKey", Meaning.TEXT, "signingKey"),
            transform("Body")),
    HTTP(
            "http",
            Channel.HTTP,
            required("url", Meaning.TEXT, "url"),
            transform("Body"),
            kept("Network"),
            kept("VPCNameAndId"),
            kept("VSwitchesNameAndId"),
            kept("SecurityGroupNameAndId"),
            optional("Token", Meaning.TEXT, "token"),
            optional("SigningKey", Meaning.TEXT, "signingKey")),
    HTTPS("https", HTTP),
    SMS(
            "acs.sms",
            Channel.SMS,
            required("PhoneNumbers", Meaning.LIST, "contacts"),
            optional("SignName", Meaning.TEXT, "signName"),
            required("TemplateCode", Meaning.TEXT, "template"),
            transform("TemplateParam")),
    VOICE(
            "signalbox.voice",
            Channel.VOICE,
            required("PhoneNumbers", Meaning.LIST, "contacts"),
            required("TemplateCode", Meaning.TEXT, "template"),
            transform("TemplateParam")),
    EMAIL(
            "acs.mail",
            Channel.EMAIL,
            optional("Subject", Meaning.TEXT, "subject"),
            kept("AccountName"),
            kept("AddressType"),
            kept("ReplyToAddress"),
            required("ToAddress", Meaning.LIST, "contacts"),
            optional("IsHtmlBody", Meaning.FLAG, "html"),
            transform("Body"));

    private final String label;
    private final Channel channel;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of of records
    private final List<TargetEntryParam> params;

    TargetEntryType(String label, Channel channel, TargetEntryParam... params) {
        this.label = label;
        this.channel = channel;
        this.params = List.of(params);
    }

    TargetEntryType(String label, TargetEntryType same) {
        this.label = label;
        channel = same.channel;
        params = same.params;
    }

    /// Returns the type of that name, or null.
    static @Nullable TargetEntryType labelled(String label) {
        for (TargetEntryType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }

    /// Returns the type of a channel; of two, the first.
    static TargetEntryType of(Channel channel) {
        return switch (channel) {
            case DINGTALK -> DINGTALK;
            case WECOM -> WECOM;
            case LARK -> LARK;
            case HTTP -> HTTP;
            case SMS -> SMS;
            case VOICE -> VOICE;
            case EMAIL -> EMAIL;
        };
    }

    /// All names.
    static List<String> names() {
        return Arrays.stream(values()).map(TargetEntryType::label).toList();
    }

    /// The name in JSON, such as `acs.dingtalk`.
    String label() {
        return label;
    }

    /// The channel that delivers to it.
    Channel channel() {
        return channel;
    }

    /// Its parameters, in the order in which they are shown.
    List<TargetEntryParam> params() {
        return params;
    }

    /// Returns the parameter of that name, or null.
    @Nullable TargetEntryParam param(String key) {
        for (TargetEntryParam param : params) {
            if (param.key().equalsIgnoreCase(key)) {
                return param;
            }
        }
        return null;
    }

    /// Returns EventBridge's name of a field in the JSON that people write.
    String nameOf(String field) {
        for (TargetEntryParam param : params) {
            if (param.field().equals(field)) {
                return "ParamList." + param.key();
            }
        }
        return switch (field) {
            case "id" -> "Id";
            case "retry" -> "PushRetryStrategy";
            case "concurrency" -> "ConcurrentConfig.Concurrency";
            default -> field;
        };
    }

    /// Whether it is called by a URL, which is its endpoint.
    boolean hasUrl() {
        return param("URL") != null;
    }

    /// The endpoint of a type that is not called by a URL, such as `acs:sms:cn-hangzhou:1`.
    String endpoint(String region, String account) {
        return "acs:%s:%s:%s".formatted(label.substring(label.indexOf('.') + 1), region, account);
    }
}
