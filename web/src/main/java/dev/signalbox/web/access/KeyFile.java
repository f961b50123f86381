package dev.signalbox.web.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Setting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The file of access keys: a JSON array of `{"id", "secret", "account", "role"}`, for a viewer
/// with `"bodies": true` where it may see the bodies of events.
///
/// A message names the key's place and the field, never a value: any of them may be a secret at the
/// wrong place.
final class KeyFile {
    static final int SHORTEST_SECRET = 8;
    private static final int LARGEST = 1 << 20;
    private static final Set<String> FIELDS = Set.of("id", "secret", "account", "role", "bodies");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@-]{1,128}");
    private static final Pattern SECRET =
            Pattern.compile("[\\x21-\\x7e]{" + SHORTEST_SECRET + ",256}");

    private final Map<String, AccessKey> keys = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private KeyFile() {}

    /// The bytes of the file.
    ///
    /// @throws InvalidSettings when it cannot be read
    static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw invalid(file, "is larger than %,d bytes".formatted(LARGEST));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw invalid(file, "is not there");
        } catch (AccessDeniedException e) {
            throw invalid(file, "may not be read by the user that Signalbox runs as");
        } catch (IOException e) {
            throw invalid(file, "cannot be read: " + e.getMessage());
        }
    }

    /// The keys in these bytes, by their ids.
    ///
    /// @param file where they come from, for messages
    /// @throws InvalidSettings with everything that is wrong
    static Map<String, AccessKey> parse(Path file, byte[] bytes) {
        var reading = new KeyFile();
        reading.read(tree(file, bytes));
        if (!reading.problems.isEmpty()) {
            throw invalid(file, String.join("; ", reading.problems));
        }
        return Map.copyOf(reading.keys);
    }

    private static JsonNode tree(Path file, byte[] bytes) {
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            // The parser's own words quote the text.
            String where =
                    e.getLocation() == null
                            ? ""
                            : " (line %d, column %d)"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr());
            throw invalid(file, "is not JSON, or holds a name twice" + where);
        } catch (IOException e) {
            throw invalid(file, "is not JSON");
        }
    }

    private static InvalidSettings invalid(Path file, String problem) {
        return new InvalidSettings(
                List.of("%s: %s %s".formatted(Setting.ACCESS_KEYS.variable(), file, problem)));
    }

    private void read(JsonNode tree) {
        if (!tree.isArray()) {
            problems.add("is not a JSON array of keys");
            return;
        }
        if (tree.isEmpty()) {
            problems.add("holds no key");
        }
        for (int i = 0; i < tree.size(); i++) {
            read("key " + (i + 1), tree.get(i));
        }
    }

    private void read(String place, JsonNode key) {
        if (!key.isObject()) {
            problems.add(place + ": is not an object");
            return;
        }
        var unknown = new TreeSet<String>();
        key.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            problems.add(place + ": has other fields than id, secret, account, role and bodies");
        }
        String id = text(place, key, "id");
        if (id != null && !ID.matcher(id).matches()) {
            problems.add(place + ": id: is not 1 to 128 letters, digits and . _ @ -");
        }
        String secret = text(place, key, "secret");
        if (secret != null && !SECRET.matcher(secret).matches()) {
            problems.add(
                    "%s: secret: is not %d to 256 printable ASCII characters without spaces"
                            .formatted(place, SHORTEST_SECRET));
        }
        String account = text(place, key, "account");
        if (account != null && !Names.isAccount(account)) {
            problems.add(place + ": account: is not " + Names.ACCOUNTS);
        }
        String word = text(place, key, "role");
        Role role = word == null ? null : Role.of(word);
        if (word != null && role == null) {
            problems.add(place + ": role: is none of ingest, metrics, viewer, operator and admin");
        }
        boolean bodies = bodies(place, key, role);
        if (id != null && secret != null && account != null && role != null) {
            if (keys.put(id, new AccessKey(id, secret, account, role, bodies)) != null) {
                problems.add(place + ": id: another key has the same");
            }
        }
    }

    private boolean bodies(String place, JsonNode key, @Nullable Role role) {
        JsonNode value = key.get("bodies");
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            problems.add(place + ": bodies: is neither true nor false");
        } else if (role != null && role != Role.VIEWER) {
            problems.add(place + ": bodies: is for the role viewer alone");
        }
        return value.booleanValue();
    }

    private @Nullable String text(String place, JsonNode key, String field) {
        JsonNode value = key.get(field);
        if (value == null) {
            problems.add(place + ": " + field + ": is missing");
            return null;
        }
        if (!value.isTextual()) {
            problems.add(place + ": " + field + ": is not text");
            return null;
        }
        return value.textValue();
    }

    /// Whether more people can read the file than its owner and group.
    static boolean isReadableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
