package dev.signalbox.standalone.rulefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import org.junit.jupiter.api.Test;

class RuleDiffTest {
    private static final String THERE =
            """
            {"name": "r", "description": "", "enabled": true, "revision": 3,
             "pattern": {"source": ["a"], "data": {"x": [1], "y": [2]}},
             "targets": [
               {"id": "a", "type": "http", "url": "https://example.com/?k=***",
                "signingKey": "***", "retry": "BACKOFF_RETRY", "deadLetter": true,
                "concurrency": 64},
               {"id": "b", "type": "sms", "contacts": ["+8613800000000"], "template": "T",
                "retry": "BACKOFF_RETRY", "deadLetter": true, "concurrency": 64}]}\
            """;
    private static final String A =
            """
            {"id": "a", "type": "http", "url": "https://example.com/?k=***", "signingKey": "***"}\
            """;
    private static final String B =
            """
            {"id": "b", "type": "sms", "contacts": ["+8613800000000"], "template": "T"}\
            """;

    @Test
    void whatIsLeftOutIsItsDefault() {
        assertThat(diff(A + "," + B).isEmpty()).isTrue();
    }

    @Test
    void eachFieldThatDiffersIsToldWithBothSides() {
        var diff =
                RuleDiff.between(
                        json(THERE),
                        json(
                                """
                                {"description": "new", "enabled": false,
                                 "pattern": {"source": ["b"], "data": {"x": [1], "z.z": [3]}},
                                 "targets": [%s, {"id": "b", "type": "sms", "template": "T",
                                   "contacts": ["+8613800000000"], "concurrency": 2}]}\
                                """
                                        .formatted(A)));
        assertThat(diff.changes())
                .extracting(change -> change.field() + " " + change.before() + " " + change.after())
                .containsExactlyInAnyOrder(
                        "description \"\" \"new\"",
                        "enabled true false",
                        "pattern.source [\"a\"] [\"b\"]",
                        "pattern.data.y [2] null",
                        "pattern.data.\"z.z\" null [3]",
                        "targets[b].concurrency 64 2");
    }

    @Test
    void theValuesOfHeadersAreHiddenAndTheirNamesAreNot() {
        String there =
                """
                {"pattern": {}, "targets": [{"id": "a", "type": "http", "url": "http://x.example/",
                  "headers": {"Authorization": "***", "X-Old": "***"}}]}\
                """;
        RuleDiff diff =
                RuleDiff.between(
                        json(there),
                        json(
                                there.replace("\"X-Old\": \"***\"", "\"X-New\": \"s3cret\"")
                                        .replace(
                                                "\"Authorization\": \"***\"",
                                                "\"Authorization\": \"k\"")));

        assertThat(diff.hidden()).containsExactly("targets[a].headers.Authorization");
        assertThat(diff.lost()).isEmpty();
        assertThat(diff.changes())
                .extracting(change -> change.field() + " " + change.before() + " " + change.after())
                .containsExactlyInAnyOrder(
                        "targets[a].headers.X-Old \"***\" null",
                        "targets[a].headers.X-New null \"***\"");
    }

    @Test
    void targetsThatComeGoOrChangePlacesDiffer() {
        assertThat(diff(A).changes())
                .extracting(RuleDiff.Change::field)
                .contains("targets[b].template")
                .doesNotContain("order of targets");
        assertThat(diff(B + "," + A).changes())
                .extracting(RuleDiff.Change::field)
                .containsExactly("order of targets");
    }

    @Test
    void aSecretThatMayDifferIsHiddenAndInNoChange() {
        String written =
                """
                {"id": "a", "type": "http", "url": "https://example.com/?k=s3cret",
                 "signingKey": "s3cret", "token": "s3cret"}\
                """;
        RuleDiff diff = diff(written + "," + B);
        assertThat(diff.hidden()).containsExactly("targets[a].url", "targets[a].signingKey");
        assertThat(diff.changes())
                .extracting(change -> change.field() + " " + change.after())
                .containsExactly("targets[a].token \"***\"");
        assertThat(diff.toString()).doesNotContain("s3cret");
    }

    @Test
    void aMaskThatHasNothingToKeepIsLost() {
        String written =
                """
                {"id": "a", "type": "http", "url": "https://elsewhere.example.com/?k=***",
                 "token": "***"}\
                """;
        assertThat(diff(written + "," + B).lost())
                .containsExactly("targets[a].url", "targets[a].token");
    }

    private static RuleDiff diff(String targets) {
        return RuleDiff.between(
                json(THERE),
                json(
                        """
                        {"pattern": {"source": ["a"], "data": {"x": [1], "y": [2]}},
                         "targets": [%s]}\
                        """
                                .formatted(targets)));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
