package dev.signalbox.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.delivery.RetryPolicy;
import dev.signalbox.contract.rule.Channel;
import dev.signalbox.contract.rule.Names;
import dev.signalbox.contract.rule.Target;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An HTTP target as a person wrote it.
///
/// @param path where it stands in the request, such as `targets[1].`
/// @param url as written, secrets and all; or masked as it was read
/// @param signingKey as written; `***` for the one that is kept; null for none
record TargetForm(
        String path,
        String id,
        String url,
        @Nullable String signingKey,
        RetryPolicy retry,
        boolean deadLetter,
        int concurrency) {
    private static final List<String> FIELDS =
            List.of("id", "type", "url", "signingKey", "retry", "deadLetter", "concurrency");
    private static final List<String> LATER_FIELDS = List.of("transform", "ratePerMinute");
    private static final List<String> LATER_TYPES =
            List.of("dingtalk", "wecom", "lark", "sms", "voice", "email");
    private static final int MOST_CONCURRENT = 1_000;
    private static final String KEY_PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;
    private static final int LONGEST_KEY = 64;

    /// Reads a target, or reports what is wrong with it.
    static @Nullable TargetForm read(JsonNode json, String where, Problems problems) {
        if (!(json instanceof ObjectNode object)) {
            problems.add(where, "must be an object");
            return null;
        }
        var form = new ObjectForm(object, where + ".", problems);
        String id = id(form);
        if (!isHttp(form)) {
            return null;
        }
        form.onlyFields(FIELDS, LATER_FIELDS);
        String url = url(form);
        return new TargetForm(
                where + ".",
                id,
                url,
                signingKey(form),
                retry(form),
                form.flag("deadLetter", true),
                form.number("concurrency", Target.Http.DEFAULT_CONCURRENCY, 1, MOST_CONCURRENT));
    }

    private static String id(ObjectForm form) {
        form.required("id", "");
        String id = form.text("id");
        if (id != null && !Names.isRule(id)) {
            form.problem("id", RuleForm.NAME);
        }
        return id == null ? "" : id;
    }

    private static boolean isHttp(ObjectForm form) {
        form.required("type", ", such as \"http\"");
        String type = form.text("type");
        if (type == null) {
            return false;
        }
        if (LATER_TYPES.contains(type)) {
            form.problem("type", "this version delivers to http only, not to " + type);
            return false;
        }
        if (!type.equals(Channel.HTTP.label())) {
            form.problem("type", "there is no such type; this version delivers to http only");
            return false;
        }
        return true;
    }

    private static String url(ObjectForm form) {
        form.required("url", "");
        String url = form.text("url");
        if (url == null) {
            return "";
        }
        if (!url.equals(TargetUrl.MASK)) {
            String problem = TargetUrl.problem(url);
            if (problem != null) {
                form.problem("url", problem);
            }
        }
        return url;
    }

    private static @Nullable String signingKey(ObjectForm form) {
        String key = form.text("signingKey");
        if (key != null && !key.equals(TargetUrl.MASK) && !isKey(key)) {
            form.problem(
                    "signingKey",
                    "must be %s and the base64 of %d to %d bytes, as Standard Webhooks has it"
                            .formatted(KEY_PREFIX, SHORTEST_KEY, LONGEST_KEY));
        }
        return key;
    }

    private static boolean isKey(String key) {
        if (!key.startsWith(KEY_PREFIX)) {
            return false;
        }
        try {
            int length = Base64.getDecoder().decode(key.substring(KEY_PREFIX.length())).length;
            return length >= SHORTEST_KEY && length <= LONGEST_KEY;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static RetryPolicy retry(ObjectForm form) {
        String name = form.text("retry");
        if (name == null) {
            return RetryPolicy.BACKOFF_RETRY;
        }
        for (RetryPolicy policy : RetryPolicy.values()) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        form.problem(
                "retry",
                Arrays.stream(RetryPolicy.values())
                        .map(RetryPolicy::name)
                        .collect(Collectors.joining(" or ", "must be ", "")));
        return RetryPolicy.BACKOFF_RETRY;
    }
}
