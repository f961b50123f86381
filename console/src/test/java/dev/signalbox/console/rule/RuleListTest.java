package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.NOW;
import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.contract.health.TargetHealth.Disabled;
import dev.signalbox.contract.health.TargetHealth.Failing;
import dev.signalbox.contract.rule.RuleKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleListTest extends ConsoleFixture {
    private static final String RULES = "/api/buses/default/rules";
    private static final Failing FAILING = new Failing(NOW.plusSeconds(1), NOW, 503, "down");

    private void rule(String name, boolean enabled) {
        String rule =
                """
                {"enabled": %s, "pattern": {}, "targets": [
                  {"id": "hook", "type": "http", "url": "https://ops.example.com/?t=t0k"},
                  {"id": "night", "type": "sms", "template": "SMS_1",
                   "contacts": ["+8613800000000", "+8613800000001"]},
                  {"id": "hook2", "type": "http", "url": "https://ops.example.com/"}]}\
                """
                        .formatted(enabled);
        assertThat(rig.put(RULES + "/" + name, rule).status()).isEqualTo(201);
    }

    private List<String> names(String query) {
        var names = new ArrayList<String>();
        rig.get(RULES + query).body().path("rules").forEach(rule -> names.add(text(rule, "name")));
        return names;
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }

    @Test
    void rulesComePageByPageByName() {
        for (int i = 0; i < 25; i++) {
            rule("r%02d".formatted(i), true);
        }

        var seen = new ArrayList<String>();
        String next = "";
        do {
            JsonNode page = rig.get(RULES + "?limit=10&next=" + next).body();
            page.path("rules").forEach(rule -> seen.add(text(rule, "name")));
            assertThat(page.path("total").asInt()).isEqualTo(25);
            next = text(page, "next");
        } while (!next.isEmpty());

        assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
        assertThat(names("?limit=25")).hasSize(25);
        assertThat(rig.get(RULES + "?limit=25").body().has("next")).isFalse();
        assertThat(rig.get(RULES).body().path("rules")).hasSize(25);
    }

    @Test
    void rulesAreFoundByAPartOfTheNameByWhetherTheyAreEnabledAndByHealth() {
        rule("Failed-jobs", true);
        rule("failed-nodes", false);
        rule("approvals", true);
        var key = new RuleKey("1000000000000001", "default", "approvals");
        rig.fares(key.target("hook"), FAILING);
        rig.fares(key.target("hook2"), new Disabled(NOW.plusSeconds(2), "gone", FAILING));

        assertThat(names("?q=FAILED")).containsExactly("Failed-jobs", "failed-nodes");
        assertThat(names("?q=failed&enabled=false")).containsExactly("failed-nodes");
        assertThat(names("?enabled=true")).containsExactly("Failed-jobs", "approvals");
        assertThat(names("?health=disabled")).containsExactly("approvals");
        assertThat(names("?health=failing")).isEmpty();
        assertThat(names("?health=well")).containsExactly("Failed-jobs", "failed-nodes");
        assertThat(rig.get(RULES + "?q=failed").body().path("total").asInt()).isEqualTo(2);
    }

    @Test
    void theShortFormHasWhatATableShows() {
        rule("failed-jobs", true);
        var key = new RuleKey("1000000000000001", "default", "failed-jobs");
        rig.fares(key.target("hook2"), FAILING);

        assertThat(rig.get(RULES + "?form=short").body())
                .isEqualTo(
                        json(
                                """
                                {"total": 1, "rules": [{"name": "failed-jobs", "enabled": true,
                                  "channels": ["http", "sms"], "places": 4, "health": "failing",
                                  "revision": 1, "updated": "2026-11-30T16:30:00Z"}]}
                                """));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit: must be a whole number from 1 to 10000",
        "health=ill, 'health: must be one of well, failing, disabled'",
        "enabled=yes, enabled: must be true or false",
        "form=long, form: must be short or whole",
        "next=a%20b, next: must be 1 to 127 letters",
        "name=a, name: there is no such query parameter"
    })
    void whatCannotBeAskedForIsSaid(String query, String message) {
        var answer = rig.get(RULES + "?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void busesSayHowManyRulesTheyHave() {
        rule("a", true);
        rule("b", false);

        JsonNode bus = rig.get("/api/buses").body().at("/buses/0");

        assertThat(text(bus, "name")).isEqualTo("default");
        assertThat(bus.path("rules").asInt()).isEqualTo(2);
    }
}
