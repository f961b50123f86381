package dev.signalbox.console.rule;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig.Answer;
import org.junit.jupiter.api.Test;

/// The restrictions of rules on PAI's buses, for every API that writes rules.
class PaiRestrictionsTest extends ConsoleFixture {
    private static final String BUS = "/api/buses/pai-system-team_a";
    private static final String RULE = BUS + "/rules/r";
    private static final String HTTP =
            "{\"id\": \"t\", \"type\": \"http\", \"url\": \"https://h.example/\"}";
    private static final String MAIL =
            "{\"id\": \"t\", \"type\": \"email\", \"contacts\": [\"a@b.example\"]}";
    private static final String SMS =
            "{\"id\": \"t\", \"type\": \"sms\", \"contacts\": [\"+8613800000000\"], \"template\":"
                    + " \"T\"}";
    private static final String VOICE = SMS.replace("sms", "voice");
    private static final String BOT =
            "{\"id\": \"b\", \"type\": \"dingtalk\", \"url\": \"https://h.example/\"}";
    private static final String[] MODELS_ALONE = {
        "{'type': ['pai:ModelVersionStatus:Approved']}",
        "{'type': ['pai:ModelVersionStatus:Approved', 'pai:ModelVersionStatus:StatusChanged']}",
        "{'source': ['acs.pai.model'], 'type': [{'prefix': 'pai:ModelVersionStatus:'}]}",
        "{'type': ['pai:ModelVersionStatus:OfALaterPai']}"
    };
    private static final String[] NO_MODELS = {
        "{'type': ['pai:DlcJobProgress:Failed']}",
        "{'type': ['pai:DlcJobProgress:Failed', {'prefix': 'pai:Dsw'}]}",
        "{'type': [{'suffix': ':Failed'}]}",
        "{'source': ['acs.pai.dlc', 'acs.pai.dsw']}",
        "{'source': ['acs.pai.dlc'], 'type': [{'prefix': 'pai:'}]}"
    };
    private static final String[] IN_DOUBT = {
        "{}",
        "{'source': ['acs.pai.model']}",
        "{'source': [{'prefix': 'acs.pai.'}]}",
        "{'type': [{'prefix': 'pai:'}]}",
        "{'type': ['pai:ModelVersionStatus:Approved', 'pai:DlcJobProgress:Failed']}",
        "{'type': [{'anything-but': 'pai:DlcJobProgress:Failed'}]}",
        "{'type': [{'contains': 'ModelVersionStatus:'}]}",
        "{'data': {'ModelId': ['m']}}"
    };

    @Test
    void httpIsForModelEventsAlone() {
        rig.put(BUS, "");

        assertAllowed(MODELS_ALONE, HTTP);
        assertRefused(NO_MODELS, HTTP, "targets[1].type: ");
        assertRefused(IN_DOUBT, HTTP, "pai:ModelVersionStatus:Approved");
    }

    @Test
    void textMessagesCallsAndMailAreForAllButModelEvents() {
        rig.put(BUS, "");

        for (String target : new String[] {SMS, VOICE, MAIL}) {
            assertAllowed(NO_MODELS, target);
            assertRefused(MODELS_ALONE, target, "targets[1].type: ");
            assertRefused(IN_DOUBT, target, "matches no Model type");
        }
    }

    @Test
    void botsAreForAll() {
        rig.put(BUS, "");

        for (String[] patterns : new String[][] {MODELS_ALONE, NO_MODELS, IN_DOUBT}) {
            assertAllowed(patterns, BOT.replace("\"b\"", "\"t\""));
        }
    }

    @Test
    void otherBusesKnowNoSuchRestriction() {
        for (String target : new String[] {HTTP, SMS, VOICE, MAIL}) {
            var answer =
                    rig.put(
                            "/api/buses/default/rules/r",
                            "{\"pattern\": {}, \"targets\": [" + target + "]}");
            assertThat(answer.status()).as(answer.message()).isLessThan(300);
        }
    }

    @Test
    void aRuleThatIsChangedIsJudgedAsAWhole() {
        rig.put(BUS, "");
        put(MODELS_ALONE[0], HTTP);

        var answer = put(NO_MODELS[0], HTTP);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(rig.get(RULE).body().path("pattern")).isEqualTo(quoted(MODELS_ALONE[0]));
    }

    /// Another version, which knew other Model types, may have stored what this one refuses.
    @Test
    void aRuleThatMayNotBeSoIsNotSwitchedOnByAnyDoorButDescribedAndSwitchedOff() {
        rig.put(BUS, "");
        put(MODELS_ALONE[0], HTTP);
        rig.post(RULE + "/disable");
        storeAnew("pai:ModelVersionStatus:Approved", "pai:DlcJobProgress:Failed");

        var own = rig.post(RULE + "/enable");
        var put = put(NO_MODELS[0], HTTP);
        var eventBridge = openApi("enableRule", "");
        var update = openApi("updateRule", ", \"Status\": \"ENABLE\"");

        for (Answer answer : new Answer[] {own, put, eventBridge, update}) {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("EventTargetIneffectiveAttribute");
            assertThat(answer.message()).startsWith("targets[1].type: on the buses of PAI");
        }
        assertThat(rig.get(RULE).body().path("enabled").asBoolean()).isFalse();
        assertThat(openApi("updateRule", ", \"Description\": \"of old\"").status()).isEqualTo(200);
        assertThat(rig.post(RULE + "/disable").status()).isEqualTo(200);
        assertThat(rig.get(RULE).body().path("description").asText()).isEqualTo("of old");
    }

    @Test
    void aRuleThatMayNotBeSoAndIsOnCanBeSwitchedOff() {
        rig.put(BUS, "");
        put(MODELS_ALONE[0], HTTP);
        storeAnew("pai:ModelVersionStatus:Approved", "pai:DlcJobProgress:Failed");

        assertThat(rig.post(RULE + "/enable").status()).isEqualTo(200);
        assertThat(rig.post(RULE + "/disable").body().path("enabled").asBoolean(true)).isFalse();
        assertThat(rig.post(RULE + "/enable").status()).isEqualTo(409);
    }

    /// Stores the rule as it was stored last, but for a text in it.
    private void storeAnew(String text, String other) {
        String[] last =
                log.dump().lines().reduce((before, line) -> line).orElseThrow().split("=", 2);
        assertThat(last[1]).contains(text);
        log.write(last[0], last[1].replace(text, other));
    }

    private Answer openApi(String operation, String more) {
        return rig.send(
                "POST",
                "/openapi/" + operation,
                "{\"EventBusName\": \"pai-system-team_a\", \"RuleName\": \"r\"%s}".formatted(more),
                "content-type",
                "application/json");
    }

    private void assertAllowed(String[] patterns, String target) {
        for (String pattern : patterns) {
            var answer = put(pattern, target);

            assertThat(answer.status()).as(pattern + answer.message()).isIn(200, 201);
        }
        rig.delete(RULE);
    }

    private void assertRefused(String[] patterns, String target, String says) {
        for (String pattern : patterns) {
            var answer = put(pattern, target);

            assertThat(answer.status()).as(pattern).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("EventTargetIneffectiveAttribute");
            assertThat(answer.message()).contains(says);
            assertThat(rig.get(RULE).status()).isEqualTo(404);
        }
    }

    private Answer put(String pattern, String target) {
        return rig.put(
                RULE,
                "{\"pattern\": %s, \"targets\": [%s, %s]}".formatted(quoted(pattern), BOT, target));
    }

    private static JsonNode quoted(String pattern) {
        return json(pattern.replace('\'', '"'));
    }
}
