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
}
