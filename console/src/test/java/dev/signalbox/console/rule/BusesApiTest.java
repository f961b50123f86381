package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleFixture;
import org.junit.jupiter.api.Test;

class BusesApiTest extends ConsoleFixture {
    private static final String BUS = "/api/buses/pai-system-team_a";
    private static final String RULE = "{\"pattern\":{},\"targets\":[]}";

    @Test
    void everyAccountHasTheDefaultBus() {
        assertThat(rig.get("/api/buses?account=7").body())
                .isEqualTo(
                        json(
                                "{\"buses\":[{\"name\":\"default\",\"description\":\"\",\"rules\":0}]}"));
        assertThat(rig.get("/api/buses/default").status()).isEqualTo(200);
    }

    @Test
    void aBusIsCreatedChangedListedAndDeleted() {
        assertThat(rig.get(BUS).code()).isEqualTo("EventBusNotExist");

        var created = rig.put(BUS, "{\"description\":\"of team A\"}");

        var shown =
                json(
                        """
                        {"name": "pai-system-team_a", "description": "of team A",
                         "created": "2026-11-30T16:30:00Z"}\
                        """);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(shown);
        assertThat(rig.get("/api/buses").body().path("buses"))
                .extracting(bus -> bus.path("name").asText())
                .containsExactly("default", "pai-system-team_a");
        assertThat(rig.put(BUS, "").body().path("description").asText()).isEmpty();
        assertThat(rig.put(BUS, shown).status()).isEqualTo(200);
        assertThat(rig.delete(BUS).status()).isEqualTo(204);
        assertThat(rig.get(BUS).status()).isEqualTo(404);
        assertThat(rig.delete(BUS).status()).isEqualTo(404);
    }

    @Test
    void puttingTheSameBusWritesNothing() {
        rig.put(BUS, "");
        int written = log.size();

        assertThat(rig.put(BUS, "").status()).isEqualTo(200);
        assertThat(log.size()).isEqualTo(written);
    }

    @Test
    void aBusWithRulesStays() {
        rig.put(BUS, "");
        rig.put(BUS + "/rules/r", RULE);

        var refused = rig.delete(BUS);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("EventBusRuleNotEmptyForDelete");
        rig.delete(BUS + "/rules/r");
        assertThat(rig.delete(BUS).status()).isEqualTo(204);
    }

    @Test
    void theDefaultBusStays() {
        assertThat(rig.delete("/api/buses/default").status()).isEqualTo(409);
    }

    @Test
    void namesThatNoBusMayHaveAreRefused() {
        for (String name : new String[] {"-a", "a.b", "a%20b", "%C3%A9", "x".repeat(128), "%00"}) {
            var answer = rig.put("/api/buses/" + name, "");
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.code()).as(name).isEqualTo("EventBusNameInvalid");
        }
        assertThat(rig.put("/api/buses/eventbridge-reserved-x", "").message())
                .startsWith("bus: names that begin with eventbridge-reserved-");
    }

    @Test
    void aBusIsReadStrictly() {
        assertThat(rig.put(BUS, "[]").message()).isEqualTo("the body must be a JSON object, a bus");
        assertThat(rig.put(BUS, "{\"name\":\"b\",\"color\":1,\"description\":null}").message())
                .contains(
                        "color: there is no such field",
                        "name: is not the name in the path",
                        "description: must be a text");
        assertThat(rig.get(BUS).status()).isEqualTo(404);
    }
}
