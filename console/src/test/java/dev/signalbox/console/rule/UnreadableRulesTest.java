package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rules that another version stored: they are listed as unreadable, hinder no other rule, and can
/// be replaced.
class UnreadableRulesTest extends ConsoleFixture {
    private static final String RULES = "/api/buses/default/rules";
    private static final String ACCOUNT = "1000000000000001";
    private static final String GOOD = "{\"pattern\":{},\"targets\":[]}";
    private static final String FAX =
            """
            {"description": "", "enabled": true, "pattern": {}, "revision": 7,
             "targets": [{"id": "f", "type": "fax", "number": "+49"}],
             "created": "2026-11-21T04:00:00Z", "updated": "2026-11-21T04:00:00Z"}\
            """;
    private static final String LATER_FIELDS =
            """
            {"description": "", "enabled": true, "pattern": {}, "revision": 7, "window": {"from": "08:00"},
             "targets": [{"id": "t", "type": "email", "retry": "BACKOFF_RETRY", "contacts": ["a@b.example"],
                          "priority": 1}],
             "created": "2026-11-21T04:00:00Z", "updated": "2026-11-21T04:00:00Z"}\
            """;

    @Test
    void theyAreToldWithTheirReasonsBesideTheOthers() {
        log.write(ACCOUNT + "/default/fax", FAX);
        log.write(ACCOUNT + "/default/broken", "{");
        log.write(ACCOUNT + "/default/later", LATER_FIELDS.replaceFirst("\\{", "{\"format\": 2,"));
        log.write(ACCOUNT + "/default/fields", LATER_FIELDS);
        rig.put(RULES + "/good", GOOD);

        var answer = rig.get(RULES).body();

        assertThat(answer.path("rules"))
                .extracting(rule -> rule.path("name").asText())
                .containsExactly("fields", "good");
        assertThat(answer.path("unreadable"))
                .isEqualTo(
                        json(
                                """
                                [{"name": "broken", "reason": "it is no JSON"},
                                 {"name": "fax", "reason": "unknown target type 'fax'"},
                                 {"name": "later", "reason":
                                   "a later version wrote it: its format is 2, and this version knows 1"}]\
                                """));
    }

    @Test
    void oneIsNeitherReadNorSwitchedButToldApartFromOneThatIsNotThere() {
        log.write(ACCOUNT + "/default/fax", FAX);
        rig.put(RULES + "/good", GOOD);

        for (Answer answer : List.of(rig.get(RULES + "/fax"), rig.post(RULES + "/fax/disable"))) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("EventRuleUnreadable");
            assertThat(answer.message())
                    .isEqualTo(
                            "The event rule [fax] of event bus [default] cannot be read: unknown"
                                    + " target type 'fax'; write it anew or delete it");
        }
    }

    @Test
    void oneIsReplacedByPut() {
        log.write(ACCOUNT + "/default/fax", FAX);
        rig.put("/api/quotas", "{\"rulesPerBus\": 1}");

        assertThat(rig.put(RULES + "/fax", GOOD, "If-Match", "7").status()).isEqualTo(412);
        assertThat(rig.put(RULES + "/fax", GOOD, "If-None-Match", "*").status()).isEqualTo(412);
        assertThat(rig.put(RULES + "/fax", GOOD).status()).isEqualTo(201);

        assertThat(rig.get(RULES + "/fax").status()).isEqualTo(200);
        assertThat(rig.get(RULES).body().has("unreadable")).isFalse();
    }

    @Test
    void oneIsDeleted() {
        log.write(ACCOUNT + "/default/fax", FAX);

        assertThat(rig.delete(RULES + "/fax").status()).isEqualTo(204);

        assertThat(rig.get(RULES + "/fax").status()).isEqualTo(404);
        assertThat(rig.delete(RULES + "/fax").status()).isEqualTo(404);
    }

    @Test
    void oneCountsForItsBus() {
        rig.put("/api/buses/b", "");
        log.write(ACCOUNT + "/b/fax", FAX);
        rig.put("/api/quotas", "{\"rulesPerBus\": 1}");

        assertThat(rig.delete("/api/buses/b").code()).isEqualTo("EventBusRuleNotEmptyForDelete");
        assertThat(rig.put("/api/buses/b/rules/other", GOOD).status()).isEqualTo(409);
    }

    @Test
    void aBusThatCannotBeReadIsMendedByPut() {
        log.write(ACCOUNT + "/b", "{");
        rig.put(RULES + "/good", GOOD);

        assertThat(rig.get("/api/buses/b").status()).isEqualTo(200);
        int written = log.size();
        assertThat(rig.put("/api/buses/b", "").status()).isEqualTo(200);

        assertThat(log.size()).isEqualTo(written + 1);
    }
}
