package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static dev.signalbox.console.FailedJobs.KEY;
import static dev.signalbox.console.FailedJobs.RULE;
import static dev.signalbox.console.FailedJobs.SHOWN;
import static dev.signalbox.console.FailedJobs.WRITTEN;
import static dev.signalbox.console.FailedJobs.hook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.console.ConsoleFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The secrets of a rule that is read and written back.
class RuleSecretsTest extends ConsoleFixture {
    @Test
    void noSecretStandsInTheLogInTheClear() {
        rig.put(RULE, WRITTEN);

        assertThat(log.dump()).contains("failed-jobs").doesNotContain("t0p", KEY.substring(6));
    }

    @Test
    void puttingBackWhatWasReadChangesNothing() {
        rig.put(RULE, WRITTEN);
        int written = log.size();

        var answer = rig.put(RULE, rig.get(RULE).body());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(json(SHOWN));
        assertThat(log.size()).isEqualTo(written);
    }

    @Test
    void puttingTheSameSecretsAgainChangesNothing() {
        rig.put(RULE, WRITTEN);
        int written = log.size();

        assertThat(rig.put(RULE, WRITTEN).body().path("revision").asInt()).isEqualTo(1);
        assertThat(log.size()).isEqualTo(written);
    }

    @Test
    void anotherSecretBehindTheSameMaskIsAChange() {
        rig.put(RULE, WRITTEN);

        var answer = rig.put(RULE, WRITTEN.replace("t0p", "other"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("revision").asInt()).isEqualTo(2);
    }

    @Test
    void aMaskedUrlDoesNotTakeItsTokenToAnotherHost() {
        rig.put(RULE, WRITTEN);
        var changed = (ObjectNode) rig.get(RULE).body();
        hook(changed).put("url", "https://evil.example.com/hook?access_token=***&v=");

        var answer = rig.put(RULE, changed);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith("targets[0].url: holds ***");
        assertThat(rig.get(RULE).body()).isEqualTo(json(SHOWN));
    }

    @Test
    void aMaskedTokenDoesNotGoToAnotherHost() {
        rig.put(RULE, WRITTEN.replace("\"signingKey\"", "\"token\": \"t0k\", \"signingKey\""));
        var changed = (ObjectNode) rig.get(RULE).body();
        for (String url :
                List.of(
                        "https://evil.example.com/hook",
                        "https://ops.example.com.evil.example/hook",
                        "https://ops.example.com:8443/hook",
                        "http://ops.example.com/hook")) {
            hook(changed).put("url", url);

            var answer = rig.put(RULE, changed);

            assertThat(answer.status()).as(url).isEqualTo(400);
            assertThat(answer.message()).startsWith("targets[0].token: is ***, and the url leads");
        }
        hook(changed).put("url", "https://OPS.example.com/other");
        assertThat(rig.put(RULE, changed).status()).isEqualTo(200);
        hook(changed).put("url", "https://new.example.com/hook").put("token", "t0k");
        assertThat(rig.put(RULE, changed).status()).isEqualTo(200);
    }

    @Test
    void maskedSecretsOfATargetThatIsNotThereAreRefused() {
        rig.put(RULE, WRITTEN);
        var changed = (ObjectNode) rig.get(RULE).body();
        hook(changed).put("id", "new");

        var answer = rig.put(RULE, changed);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message())
                .contains("targets[0].url: holds ***", "targets[0].signingKey: is ***");
    }

    @Test
    void aChangeOfOneFieldKeepsTheSecrets() {
        rig.put(RULE, WRITTEN);
        var changed = (ObjectNode) rig.get(RULE).body();
        changed.put("description", "other");

        var answer = rig.put(RULE, changed);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("revision").asInt()).isEqualTo(2);
        assertThat(hook((ObjectNode) answer.body()).path("signingKey").asText()).isEqualTo("***");
        assertThat(
                        rig.put(RULE, WRITTEN.replace("Page us when a DLC job fails", "other"))
                                .body()
                                .path("revision")
                                .asInt())
                .as("the stored secrets are still those that were given first")
                .isEqualTo(2);
    }

    @Test
    void aKeyThatIsLeftOutIsTakenAway() {
        rig.put(RULE, WRITTEN);
        var changed = (ObjectNode) rig.get(RULE).body();
        hook(changed).remove("signingKey");

        assertThat(rig.put(RULE, changed).body().path("targets").path(0).has("signingKey"))
                .isFalse();
    }

    private static final String WITH_HEADERS =
            WRITTEN.replace(
                    "\"signingKey\"",
                    "\"headers\": {\"Authorization\": \"Bearer s3cret\", \"X-Key\": \"k3y\"},"
                            + " \"signingKey\"");

    @Test
    void headersAreShownByNameAloneAndKeptByTheirMasks() {
        assertThat(rig.put(RULE, WITH_HEADERS).status()).isEqualTo(201);

        var read = (ObjectNode) rig.get(RULE).body();
        assertThat(hook(read).path("headers"))
                .isEqualTo(json("{\"Authorization\": \"***\", \"X-Key\": \"***\"}"));
        assertThat(log.dump()).doesNotContain("s3cret", "k3y");
        assertThat(rig.put(RULE, read).body().path("revision").asInt()).isEqualTo(1);
        assertThat(rig.put(RULE, WITH_HEADERS).body().path("revision").asInt()).isEqualTo(1);

        hook(read).withObject("headers").put("X-Key", "other").remove("Authorization");
        assertThat(rig.put(RULE, read).body().path("revision").asInt()).isEqualTo(2);
        assertThat(hook((ObjectNode) rig.get(RULE).body()).path("headers"))
                .isEqualTo(json("{\"X-Key\": \"***\"}"));
    }

    @Test
    void maskedHeadersDoNotGoToAnotherHostNorStandForOnesThatAreNotThere() {
        rig.put(RULE, WITH_HEADERS);
        var changed = (ObjectNode) rig.get(RULE).body();
        hook(changed).put("url", "https://evil.example.com/hook");
        assertThat(rig.put(RULE, changed).message())
                .startsWith("targets[0].headers: is ***, and the url leads");

        var more = (ObjectNode) rig.get(RULE).body();
        hook(more).withObject("headers").put("X-More", "***");
        assertThat(rig.put(RULE, more).message()).startsWith("targets[0].headers.X-More: is ***");
    }

    @ParameterizedTest
    @CsvSource({
        "Connection, close, connection or Signalbox sets",
        "transfer-encoding, chunked, connection or Signalbox sets",
        "Host, evil.example, connection or Signalbox sets",
        "Content-Length, 7, connection or Signalbox sets",
        "Proxy-Authorization, x, connection or Signalbox sets",
        "webhook-id, x, connection or Signalbox sets",
        "X-Signalbox-Attempt, 7, connection or Signalbox sets",
        "'a b', x, no name of a header",
        "'', x, no name of a header",
        "'x:', x, no name of a header",
        "X-Key, 'a\\r\\nb: c', one line",
        "X-Key, 'a\\nb', one line",
        "X-Key, '', one line",
        "X-Key, ' a', one line",
        "X-Key, 'ü', one line"
    })
    void aHeaderThatCannotBeSentIsRefused(String name, String value, String problem) {
        var answer =
                rig.put(
                        RULE,
                        WRITTEN.replace(
                                "\"signingKey\"",
                                "\"headers\": {\"%s\": \"%s\"}, \"signingKey\""
                                        .formatted(name, value)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith("targets[0].headers." + name).contains(problem);
    }

    @Test
    void twoSigningKeysMayBeThereAtOnceAndNoMore() {
        String other = "whsec_" + "QUJD".repeat(8);

        assertThat(rig.put(RULE, WRITTEN.replace(KEY, KEY + " " + other)).status()).isEqualTo(201);
        assertThat(hook((ObjectNode) rig.get(RULE).body()).path("signingKey").asText())
                .isEqualTo("***");
        for (String bad : List.of(KEY + " x", KEY + "  " + other, KEY + " " + KEY + " " + other)) {
            assertThat(rig.put(RULE, WRITTEN.replace(KEY, bad)).message())
                    .startsWith("targets[0].signingKey: must be whsec_");
        }
    }
}
