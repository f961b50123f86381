package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.settings.InvalidSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final Path FILE = Path.of("keys.json");
    private static final String SECRET = "a-secret-to-keep";

    @Test
    void keysAreReadByTheirIds() {
        Map<String, AccessKey> keys =
                parse(
                        """
                        [{"id": "LTAI5t.a_b@c-1", "secret": "%s", "account": "7", "role": "ingest"},
                         {"role": "admin", "account": "8", "secret": "%s", "id": "two"}]
                        """
                                .formatted(SECRET, SECRET));

        assertThat(keys).containsOnlyKeys("LTAI5t.a_b@c-1", "two");
        assertThat(keys.get("two"))
                .satisfies(key -> assertThat(key.account()).isEqualTo("8"))
                .satisfies(key -> assertThat(key.role()).isEqualTo(Role.ADMIN))
                .satisfies(key -> assertThat(key.hasSecret(SECRET)).isTrue());
        assertThat(keys.toString()).doesNotContain(SECRET);
    }

    @Test
    void allProblemsAreToldAtOnceAndNoValue() {
        assertThatThrownBy(() ->
                        parse(
                                """
                                [{"id": "a", "secret": "a-secret-to-keep", "account": "7", "role": "root"},
                                 {"id": "a:b", "secret": "short", "account": "7/8", "role": "admin"},
                                 {"secret": 12345678, "account": "7", "role": "admin", "sercet": "x"},
                                 "a-secret-to-keep",
                                 {"id": "b", "secret": "a-secret-to-keep", "account": "7", "role": "admin"},
                                 {"id": "b", "secret": "a-secret-to-keep", "account": "7", "role": "ingest"},
                                 {"id": "c", "secret": "a-secret-to-keep", "account": "7", "role": "operator", "bodies": true},
                                 {"id": "d", "secret": "a-secret-to-keep", "account": "7", "role": "viewer", "bodies": "yes"}]
                                """))
                .isInstanceOf(InvalidSettings.class)
                .message()
                .startsWith("SIGNALBOX_ACCESS_KEYS: keys.json key 1: role: ")
                .contains(
                        "key 2: id: ",
                        "key 2: secret: is not 8 to 256 printable",
                        "key 2: account: ",
                        "key 3: has other fields than id, secret, account, role and bodies",
                        "key 3: id: is missing",
                        "key 3: secret: is not text",
                        "key 4: is not an object",
                        "key 6: id: another key has the same",
                        "key 7: bodies: is for the role viewer alone",
                        "key 8: bodies: is neither true nor false")
                .doesNotContain(SECRET, "short", "12345678", "root", "sercet", "a:b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is not a JSON array",
                "[] | holds no key",
                "{} | is not a JSON array",
                "[a-secret-to-keep] | is not JSON",
                "[{\"secret\": \"a-secret-to-keep\" \"x\"}] | is not JSON",
                "[{\"a-secret-to-keep\": 1, \"a-secret-to-keep\": 2}] | holds a name twice",
                "[] [] | is not JSON"
            })
    void whatIsNoListOfKeysIsRefusedWithoutBeingQuoted(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidSettings.class)
                .message()
                .contains(reason)
                .doesNotContain(SECRET);
    }

    @Test
    void aFileThatIsNotThereIsToldByItsName() {
        assertThatThrownBy(() -> KeyFile.read(Path.of("no-such-file.json")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessage("SIGNALBOX_ACCESS_KEYS: no-such-file.json is not there");
    }

    private static Map<String, AccessKey> parse(String text) {
        return KeyFile.parse(FILE, text.getBytes(UTF_8));
    }
}
