package dev.signalbox.console.quota;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotasApiTest extends ConsoleFixture {
    private static final String QUOTAS = "/api/quotas";
    private static final String RULE = "/api/buses/default/rules/r";
    private static final String DEFAULTS =
            "{\"targetsPerRule\": 5, \"rulesPerBus\": 200000, \"buses\": 1000}";

    @Test
    void anAccountHasTheQuotasOfTheSettingsAtFirst() {
        assertThat(rig.get(QUOTAS + "?account=7").body())
                .isEqualTo(
                        json(
                                """
                                {"account": "7", "targetsPerRule": 5, "rulesPerBus": 200000, "buses": 1000,
                                 "defaults": %s}\
                                """
                                        .formatted(DEFAULTS)));
    }

    @Test
    void aQuotaIsRaisedAndGivenBackWhileItRuns() {
        assertThat(put(six()).code()).isEqualTo("EventTargetCountExceedLimit");

        var raised = rig.put(QUOTAS, "{\"targetsPerRule\": 100}");

        assertThat(raised.status()).isEqualTo(200);
        assertThat(raised.body().path("targetsPerRule").asInt()).isEqualTo(100);
        assertThat(raised.body().path("defaults")).isEqualTo(json(DEFAULTS));
        assertThat(put(six()).status()).isEqualTo(201);
        assertThat(rig.put(QUOTAS, "{\"targetsPerRule\": null}").body().path("targetsPerRule"))
                .isEqualTo(json("5"));
        assertThat(rig.put("/api/buses/default/rules/s", rule(six())).status()).isEqualTo(409);
    }

    @Test
    void aQuotaIsOneAccountsAlone() {
        rig.put(QUOTAS + "?account=1", "{\"targetsPerRule\": 100}");

        assertThat(rig.put(RULE + "?account=1", rule(six())).status()).isEqualTo(201);
        assertThat(rig.put(RULE + "?account=2", rule(six())).status()).isEqualTo(409);
    }

    @Test
    void whatAChangeDoesNotNameStays() {
        rig.put(QUOTAS, "{\"targetsPerRule\": 7}");
        rig.put(QUOTAS, "{\"buses\": 3}");

        var quotas = rig.get(QUOTAS).body();

        assertThat(quotas.path("targetsPerRule").asInt()).isEqualTo(7);
        assertThat(quotas.path("buses").asInt()).isEqualTo(3);
        int written = log.size();
        assertThat(rig.put(QUOTAS, quotas).status()).isEqualTo(200);
        rig.put(QUOTAS, "{\"rulesPerBus\": null}");
        rig.put(QUOTAS, "{\"rulesPerBus\": null}");
        assertThat(log.size()).isLessThanOrEqualTo(written + 2);
    }

    @Test
    void anotherConsoleHoldsToItToo() {
        try (var other = new ConsoleRig(log, data)) {
            rig.put(QUOTAS, "{\"targetsPerRule\": 6}");

            assertThat(other.put(RULE, rule(six())).status()).isEqualTo(201);
        }
    }

    @Test
    void eachContactCountsAcrossMethodsWithoutDeduplication() {
        String four =
                """
                {"id": "s", "type": "sms", "contacts": ["+8613800000000", "+8613800000000"], "template": "T"},
                {"id": "m", "type": "email", "contacts": ["a@b.example", "a@b.example"]}\
                """;
        String voice =
                """
                , {"id": "v%d", "type": "voice", "contacts": ["+8613800000000"], "template": "T"}\
                """;

        assertThat(put(four + voice.formatted(1)).status()).isEqualTo(201);
        var refused = put(four + voice.formatted(1) + voice.formatted(2));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo(
                        "targets: the rule would have [6] targets, each contact of sms, voice and"
                                + " email counting as one, which will exceed the limit quota [5]");
        assertThat(rig.get(RULE).body().path("targets")).hasSize(3);
    }

    @Test
    void aQuotaThatShrinksKeepsWhatIsThereAndRefusesMore() {
        rig.put(QUOTAS, "{\"targetsPerRule\": 6}");
        put(six());
        rig.put("/api/buses/b", "");

        rig.put(QUOTAS, "{\"targetsPerRule\": 1, \"rulesPerBus\": 0, \"buses\": 0}");

        assertThat(rig.put(RULE, rule(six()).replace("true", "false")).status()).isEqualTo(200);
        assertThat(rig.post(RULE + "/enable").status()).isEqualTo(200);
        assertThat(put(targets(7)).code()).isEqualTo("EventTargetCountExceedLimit");
        assertThat(put(targets(3)).status()).isEqualTo(200);
        assertThat(put(targets(4)).status()).isEqualTo(409);
        assertThat(rig.put("/api/buses/b", "{\"description\": \"d\"}").status()).isEqualTo(200);
        var bus = rig.put("/api/buses/c", "");
        assertThat(bus.status()).isEqualTo(409);
        assertThat(bus.code()).isEqualTo("EventBusCountExceedLimit");
        assertThat(bus.message())
                .isEqualTo(
                        "The current count of event bus is [1], which will exceed the limit quota"
                                + " [0]");
    }

    @Test
    void rulesAreCountedByBus() {
        rig.put(QUOTAS, "{\"rulesPerBus\": 1}");
        rig.put("/api/buses/b", "");

        assertThat(put("").status()).isEqualTo(201);
        assertThat(put(targets(1)).status()).isEqualTo(200);
        var refused = rig.put("/api/buses/default/rules/s", rule(""));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("EventRuleCountExceedLimit");
        assertThat(refused.message()).contains("[default] is [1]", "limit quota [1]");
        assertThat(rig.put("/api/buses/b/rules/s", rule("")).status()).isEqualTo(201);
        rig.delete(RULE);
        assertThat(rig.put("/api/buses/default/rules/s", rule("")).status()).isEqualTo(201);
    }

    @Test
    void theDefaultBusIsNotCounted() {
        rig.put(QUOTAS, "{\"buses\": 1}");
        rig.put("/api/buses/default", "{\"description\": \"d\"}");

        assertThat(rig.put("/api/buses/b", "").status()).isEqualTo(201);
        assertThat(rig.put("/api/buses/c", "").status()).isEqualTo(409);
    }

    @Test
    void quotasAreReadStrictly() {
        for (String quota : new String[] {"targetsPerRule", "rulesPerBus", "buses"}) {
            for (String odd :
                    new String[] {
                        "-1", "1.5", "1e2", "\"5\"", "true", "[]", "{}", "2147483647", "99999999999"
                    }) {
                var answer = rig.put(QUOTAS, "{\"%s\": %s}".formatted(quota, odd));

                assertThat(answer.status()).as(quota + odd).isEqualTo(400);
                assertThat(answer.message()).startsWith(quota + ": must be a whole number from 0");
            }
        }
        assertThat(rig.put(QUOTAS, "{\"targetsPerRule\": 101}").message())
                .isEqualTo("targetsPerRule: must be a whole number from 0 to 100");
        assertThat(rig.put(QUOTAS, "{\"targets\": 1, \"buses\": 2}").message())
                .startsWith("targets: there is no such field, only targetsPerRule, rulesPerBus");
        assertThat(rig.put(QUOTAS, "{\"account\": \"2\"}").message()).startsWith("account: ");
        for (String body : new String[] {"", "[]", "null", "5", "{"}) {
            assertThat(rig.put(QUOTAS, body).status()).as(body).isEqualTo(400);
        }
        assertThat(log.size()).isZero();
    }

    @Test
    void quotasThatCannotBeReadAreThoseOfTheSettings() {
        log.write("7", "{\"targetsPerRule\": \"many\"}");

        assertThat(rig.put(QUOTAS + "?account=7", "{\"buses\": 3}").status()).isEqualTo(200);

        assertThat(rig.get(QUOTAS + "?account=7").body().path("targetsPerRule").asInt())
                .isEqualTo(5);
    }

    private Answer put(String targets) {
        return rig.put(RULE, rule(targets));
    }

    private static String six() {
        return targets(6);
    }

    private static String targets(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        "{\"id\": \"t%d\", \"type\": \"http\", \"url\": \"http://h/\"}"::formatted)
                .collect(Collectors.joining(","));
    }

    private static String rule(String targets) {
        return "{\"enabled\": true, \"pattern\": {}, \"targets\": [" + targets + "]}";
    }
}
