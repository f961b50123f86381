package dev.signalbox.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleRig.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers in calls that are none, or out of range: the answer names the field.
class NumbersOutOfRangeTest extends ConsoleFixture {
    private static final List<String> NUMBERS =
            List.of(
                    "1e99999999910",
                    "-1e99999999910",
                    "1e-99999999910",
                    "1e2147483647",
                    "1e400",
                    "9223372036854775808",
                    "123456789012345678901234567890",
                    "4294967297",
                    "2147483648",
                    "-1",
                    "-9223372036854775809",
                    "1.5",
                    "0.9999999999999999999999999999",
                    "1e0",
                    "\"5\"",
                    "\"NaN\"",
                    "true",
                    "[]",
                    "{}");

    private static final String TARGET =
            """
            {"pattern": {}, "targets": [{"id": "a", "type": "http", "url": "http://x.example/",
              %s}]}\
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /api/quotas | {'targetsPerRule': #}",
                "PUT | /api/quotas | {'rulesPerBus': #}",
                "PUT | /api/quotas | {'buses': #}",
                "POST | /api/dead-letters/redrive | {'limit': #, 'rule': 'a'}"
            })
    void membersAreRefusedByTheirNames(String method, String path, String body) {
        for (String number : NUMBERS) {
            Answer answer = rig.send(method, path, body.replace('\'', '"').replace("#", number));

            String field = body.substring(2, body.indexOf('\'', 2));
            assertThat(answer.status()).as(number).isEqualTo(400);
            assertThat(answer.message()).as(number).contains(field + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratePerMinute", "concurrency"})
    void optionsOfTargetsAreRefusedByTheirNames(String field) {
        for (String number : NUMBERS) {
            Answer answer =
                    rig.put(
                            "/api/buses/default/rules/a",
                            TARGET.formatted("\"%s\": %s".formatted(field, number)));

            assertThat(answer.status()).as(number).isEqualTo(400);
            assertThat(answer.message()).as(number).contains(field);
        }
    }

    @Test
    void whatIsWithinAPatternOrATransformIsRefusedByItsPath() {
        assertThat(
                        rig.put(
                                        "/api/buses/default/rules/a",
                                        "{\"pattern\": {\"data\": {\"n\": [1e99999999910]}},"
                                                + " \"targets\": []}")
                                .message())
                .contains("pattern.data.n[0]: ");
        assertThat(
                        rig.send(
                                        "POST",
                                        "/openapi/testEventPattern",
                                        "{\"Event\": \"{\\\"a\\\": 1e99999999910}\","
                                                + " \"EventPattern\": \"{}\"}")
                                .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/deliveries?limit=# | limit",
                "/api/dead-letters?limit=# | limit",
                "/api/deliveries?from=# | from",
                "/api/deliveries?to=# | to",
                "/api/dead-letters?from=# | from",
                "/api/usage?month=# | month"
            })
    void parametersOfQueriesAreRefusedByTheirNames(String path, String name) {
        for (String number :
                List.of(
                        "-1",
                        "1.5",
                        "1e5",
                        "NaN",
                        "1e99999999910",
                        "9223372036854775808",
                        "999999999999999",
                        "%2B999999999-12-31T23:59:59Z",
                        "-999999999-01-01T00:00:00Z",
                        "%D9%A5")) {
            Answer answer = rig.get(path.replace("#", number));

            assertThat(answer.status()).as(number).isEqualTo(400);
            assertThat(answer.message()).as(number).startsWith(name + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Limit", "StartTime", "EndTime"})
    void membersOfEventBridgesCallsAreRefused(String field) {
        for (String number : NUMBERS) {
            for (String call : List.of("listRules", "queryEventsByPeriod")) {
                Answer answer =
                        rig.send(
                                "POST",
                                "/openapi/" + call,
                                "{\"EventBusName\": \"default\", \"%s\": %s}"
                                        .formatted(field, number));
                assertThat(answer.status()).as(number).isIn(200, 400, 409);
                assertThat(answer.code()).isNotEqualTo("InternalError");
            }
        }
    }
}
