package dev.signalbox.web.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.contract.contact.Contacts;
import dev.signalbox.contract.contact.EmailAddress;
import dev.signalbox.contract.contact.Person;
import dev.signalbox.contract.contact.PhoneNumber;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.HeaderRules;
import dev.signalbox.contract.rule.TargetField;
import dev.signalbox.web.input.InputObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reading of the fields that only some kinds of targets have: one check for each type of
/// field.
final class TargetFields {
    private static final String KEY_PREFIX = "whsec_";
    private static final int SHORTEST_KEY = 24;
    private static final int LONGEST_KEY = 64;
    private static final int MOST_KEYS = 2;
    private static final int LONGEST_LINE = 256;
    private static final Pattern TEMPLATE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private TargetFields() {}

    /// Reads a field; reports what is wrong with it.
    ///
    /// @return null where it is absent or has a problem
    static @Nullable JsonNode read(InputObject input, TargetField<?> field) {
        String name = field.name();
        if (field.type().isRequired()) {
            input.required(name, hint(field.type()));
        }
        return switch (field.type()) {
            case URL -> text(input, name, TargetFields::urlProblem);
            case SIGNING_KEY, TOKEN -> text(input, name, TargetFields::secretProblem);
            case STANDARD_WEBHOOKS_KEY -> text(input, name, TargetFields::webhooksKeyProblem);
            case HEADERS -> headers(input, name);
            case TEMPLATE -> text(input, name, TargetFields::templateProblem);
            case LINE -> text(input, name, TargetFields::lineProblem);
            case FLAG -> BooleanNode.valueOf(input.flag(name, false));
            case PHONES -> contacts(input, name, PhoneNumber::parse);
            case MAINLAND_PHONES -> contacts(input, name, PhoneNumber::parseMainland);
            case ADDRESSES -> contacts(input, name, EmailAddress::parse);
        };
    }

    private static String hint(TargetField.Type type) {
        return type == TargetField.Type.TEMPLATE ? ", the code of a registered template" : "";
    }

    private static @Nullable JsonNode text(
            InputObject input, String field, Function<String, @Nullable String> check) {
        String text = input.text(field);
        if (text == null) {
            return null;
        }
        String problem = check.apply(text);
        if (problem != null) {
            input.problem(field, problem);
        }
        return TextNode.valueOf(text);
    }

    private static @Nullable String urlProblem(String url) {
        return url.equals(TargetUrl.MASK) ? null : TargetUrl.problem(url);
    }

    private static @Nullable String webhooksKeyProblem(String text) {
        String[] keys = text.split(" ", -1);
        boolean good = Arrays.stream(keys).allMatch(TargetFields::isStandardWebhooksKey);
        return text.equals(TargetUrl.MASK) || (good && keys.length <= MOST_KEYS)
                ? null
                : ("must be %s and the base64 of %d to %d bytes, as Standard Webhooks defines it,"
                                + " or two of these with one space between them")
                        .formatted(KEY_PREFIX, SHORTEST_KEY, LONGEST_KEY);
    }

    private static @Nullable ObjectNode headers(InputObject input, String field) {
        JsonNode json = input.value(field);
        if (json == null) {
            return null;
        }
        if (!(json instanceof ObjectNode object)) {
            input.problem(field, "must be an object of names and values");
            return null;
        }
        if (object.size() > HeaderRules.MOST) {
            input.problem(field, "has more than %d headers".formatted(HeaderRules.MOST));
        }
        InputObject inside = input.inside(field, object);
        ObjectNode headers = Json.MAPPER.createObjectNode();
        var names = new HashSet<String>();
        for (String name : object.propertyStream().map(Map.Entry::getKey).toList()) {
            String value = inside.text(name);
            if (value == null) {
                continue;
            }
            String problem = HeaderRules.problem(name, value);
            if (problem == null && !names.add(name.toLowerCase(Locale.ROOT))) {
                problem = "is there twice; upper and lower case count as the same";
            }
            if (problem == null) {
                headers.put(name, value);
            } else {
                inside.problem(name, problem);
            }
        }
        return headers;
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

    private static @Nullable String secretProblem(String secret) {
        boolean fitsHeader =
                !secret.isEmpty()
                        && secret.length() <= LONGEST_LINE
                        && secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return fitsHeader
                ? null
                : "must be 1 to %d visible ASCII characters".formatted(LONGEST_LINE);
    }

    private static @Nullable String lineProblem(String line) {
        boolean isLine =
                !line.isBlank()
                        && line.length() <= LONGEST_LINE
                        && line.chars().noneMatch(Character::isISOControl);
        return isLine ? null : "must be one line of 1 to %d characters".formatted(LONGEST_LINE);
    }

    private static @Nullable String templateProblem(String template) {
        return TEMPLATE.matcher(template).matches()
                ? null
                : "must be 1 to 64 letters, digits, '-' and '_'";
    }

    /// Checks a contact, or that it can be the name of a person.
    ///
    /// @param parse throws an IllegalArgumentException saying what a contact must be
    private static void check(String contact, Function<String, ?> parse) {
        String name = Contacts.name(contact);
        if (name == null) {
            var _ = parse.apply(contact);
        } else if (!Person.isName(name)) {
            throw new IllegalArgumentException("must name a person by an @ and " + Person.NAMES);
        }
    }

    /// @param parse throws an IllegalArgumentException saying what a contact must be
    private static @Nullable ArrayNode contacts(
            InputObject input, String field, Function<String, ?> parse) {
        JsonNode json = input.value(field);
        if (json == null) {
            return null;
        }
        if (!json.isArray() || json.isEmpty()) {
            input.problem(field, "must be an array of at least one");
            return null;
        }
        ArrayNode contacts = Json.MAPPER.createArrayNode();
        for (int i = 0; i < json.size(); i++) {
            JsonNode contact = json.get(i);
            try {
                check(contact.isTextual() ? contact.textValue() : "", parse);
                contacts.add(contact);
            } catch (IllegalArgumentException e) {
                input.problem(field + "[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        return contacts;
    }
}
