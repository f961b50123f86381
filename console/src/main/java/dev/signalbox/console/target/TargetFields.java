package dev.signalbox.console.target;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.input.ObjectForm;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the fields of targets that only some kinds have.
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

    static String url(ObjectForm form) {
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

    /// The key that Standard Webhooks signs with.
    static @Nullable String standardWebhooksKey(ObjectForm form) {
        String key = form.text("signingKey");
        if (key != null && !key.equals(TargetUrl.MASK) && !isStandardWebhooksKey(key)) {
            form.problem(
                    "signingKey",
                    "must be %s and the base64 of %d to %d bytes, as Standard Webhooks has it"
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

    /// A secret of any form that a header can carry.
    static @Nullable String secret(ObjectForm form, String field) {
        String secret = form.text(field);
        if (secret != null
                && (secret.isEmpty()
                        || secret.length() > LONGEST_LINE
                        || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            form.problem(field, "must be 1 to %d visible ASCII characters".formatted(LONGEST_LINE));
        }
        return secret;
    }

    /// A text of one line.
    static @Nullable String line(ObjectForm form, String field) {
        String line = form.text(field);
        if (line != null
                && (line.isBlank()
                        || line.length() > LONGEST_LINE
                        || line.chars().anyMatch(Character::isISOControl))) {
            form.problem(field, "must be one line of 1 to %d characters".formatted(LONGEST_LINE));
        }
        return line;
    }

    static String template(ObjectForm form) {
        form.required("template", ", the code of a registered template");
        String template = form.text("template");
        if (template != null && !TEMPLATE.matcher(template).matches()) {
            form.problem("template", "must be 1 to 64 letters, digits, '-' and '_'");
        }
        return template == null ? "" : template;
    }

    static List<String> phones(ObjectForm form) {
        return contacts(
                form,
                text -> PHONE.matcher(text).matches(),
                "must be a phone number of 5 to 15 digits, with the country code after a +");
    }

    static List<String> addresses(ObjectForm form) {
        return contacts(
                form,
                text -> ADDRESS.matcher(text).matches(),
                "must be an e-mail address such as ops@example.com");
    }

    private static List<String> contacts(
            ObjectForm form, Predicate<String> good, String otherwise) {
        var contacts = new ArrayList<String>();
        JsonNode json = form.required("contacts", "");
        if (json == null) {
            return contacts;
        }
        if (!json.isArray() || json.isEmpty()) {
            form.problem("contacts", "must be an array of at least one");
            return contacts;
        }
        for (int i = 0; i < json.size(); i++) {
            if (json.get(i).isTextual() && good.test(json.get(i).textValue())) {
                contacts.add(json.get(i).textValue());
            } else {
                form.problem("contacts[" + i + "]", otherwise);
            }
        }
        return contacts;
    }
}
