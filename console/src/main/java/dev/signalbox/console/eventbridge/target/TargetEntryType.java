package dev.signalbox.console.eventbridge.target;

import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.EventBridgeForm;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type of targets by EventBridge's name, with its parameters.
///
/// @param label the name in JSON, such as `acs.dingtalk`
/// @param channel the channel that delivers to it
/// @param params its parameters, in the order in which they are shown
record TargetEntryType(String label, Channel channel, List<TargetEntryParam> params) {
    private static final List<TargetEntryType> ALL =
            Arrays.stream(Channel.values())
                    .flatMap(channel -> ofChannel(channel).stream())
                    .toList();

    private static List<TargetEntryType> ofChannel(Channel channel) {
        EventBridgeForm form = channel.kind().eventBridge();
        List<TargetEntryParam> params =
                form.params().stream()
                        .map(param -> TargetEntryParam.of(channel.kind(), param))
                        .toList();
        return form.types().stream()
                .map(label -> new TargetEntryType(label, channel, params))
                .toList();
    }

    /// Returns the type of that name, or null.
    static @Nullable TargetEntryType labelled(String label) {
        for (TargetEntryType type : ALL) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }

    /// Returns the type of a channel's target, where no client named it.
    ///
    /// @param url the target's URL, whose scheme says which of several types it is; may be empty
    static TargetEntryType of(Channel channel, String url) {
        List<TargetEntryType> types = ALL.stream().filter(type -> type.channel == channel).toList();
        return types.stream()
                .filter(type -> type.isSaidBy(url))
                .findFirst()
                .orElse(types.getFirst());
    }

    /// Whether it is the only type of its channel, or a URL's scheme says that it is this one.
    boolean isSaidBy(String url) {
        return channel.kind().eventBridge().types().size() == 1 || url.startsWith(label + ":");
    }

    /// All names.
    static List<String> names() {
        return ALL.stream().map(TargetEntryType::label).toList();
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
