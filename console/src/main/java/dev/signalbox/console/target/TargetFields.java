package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.input.InputObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reading of the fields that only some kinds of targets have.
final class TargetFields {
    private static final String KEY_PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_LINE = 256;
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9]{5,15}");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@,;<>\"]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
    private static final Pattern TEMPLATE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private TargetFields() {}

    static String url(InputObject input) {
        input.required("url", "");
        String url = input.text("url");
        if (url == null) {
            return "";
        }
        if (!url.equals(TargetUrl.MASK)) {
            String problem = TargetUrl.problem(url);
            if (problem != null) {
                input.problem("url", problem);
            }
        }
        return url;
    }

    /// Reads the key that Standard Webhooks signs with.
    static @Nullable String standardWebhooksKey(InputObject input) {
        String key = input.text("signingKey");
        if (key != null && !key.equals(TargetUrl.MASK) && !isStandardWebhooksKey(key)) {
            input.problem(
                    "signingKey",
                    "must be %s and the base64 of %d to %d bytes, as Standard Webhooks defines it"
                            .formatted(KEY_PREFIX, SHORTEST_KEY, LONGEST_KEY));
        }
        return key;
    }

    private static boolean isStandardWebhooksKey(String key) {
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

    /// Reads a secret that a header can carry.
    static @Nullable String secret(InputObject input, String field) {
        String secret = input.text(field);
        if (secret != null
                && (secret.isEmpty()
                        || secret.length() > LONGEST_LINE
                        || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            input.problem(
                    field, "must be 1 to %d visible ASCII characters".formatted(LONGEST_LINE));
        }
        return secret;
    }

    /// Reads a text of one line.
    static @Nullable String line(InputObject input, String field) {
        String line = input.text(field);
        if (line != null
                && (line.isBlank()
                        || line.length() > LONGEST_LINE
                        || line.chars().anyMatch(Character::isISOControl))) {
            input.problem(field, "must be one line of 1 to %d characters".formatted(LONGEST_LINE));
        }
        return line;
    }

    static String template(InputObject input) {
        input.required("template", ", the code of a registered template");
        String template = input.text("template");
        if (template != null && !TEMPLATE.matcher(template).matches()) {
            input.problem("template", "must be 1 to 64 letters, digits, '-' and '_'");
        }
        return template == null ? "" : template;
    }

    static List<String> phones(InputObject input) {
        return contacts(
                input,
                text -> PHONE.matcher(text).matches(),
                "must be a phone number of 5 to 15 digits, with the country code after a +");
    }

    static List<String> addresses(InputObject input) {
        return contacts(
                input,
                text -> ADDRESS.matcher(text).matches(),
                "must be an e-mail address such as ops@example.com");
    }

    private static List<String> contacts(
            InputObject input, Predicate<String> good, String otherwise) {
        var contacts = new ArrayList<String>();
        JsonNode json = input.required("contacts", "");
        if (json == null) {
            return contacts;
        }
        if (!json.isArray() || json.isEmpty()) {
            input.problem("contacts", "must be an array of at least one");
            return contacts;
        }
        for (int i = 0; i < json.size(); i++) {
            if (json.get(i).isTextual() && good.test(json.get(i).textValue())) {
                contacts.add(json.get(i).textValue());
            } else {
                input.problem("contacts[" + i + "]", otherwise);
            }
        }
        return contacts;
    }
}
