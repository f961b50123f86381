package dev.signalbox.console.eventbridge;

import static dev.signalbox.console.ConsoleRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleFixture;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.ConsoleRig.Answer;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventBridgeRpcTest extends ConsoleFixture {
    private static final String TARGET =
            """
            {"Id": "hook", "Type": "http", "Endpoint": "http://x.example/a", "ErrorsTolerance": "NONE",
             "DeadLetterQueue": {"Arn": "acs:mns:cn-hangzhou:1:/queues/q"},
             "ParamList": [{"ResourceKey": "url", "Form": "CONSTANT", "Value": "http://x.example/a"},
                           {"ResourceKey": "Body", "Form": "ORIGINAL"}]}
            """;
    private static final Map<String, String> JOBS =
            Map.of("EventBusName", "default", "RuleName", "jobs");

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry ->
                        URLEncoder.encode(entry.getKey(), UTF_8)
                                + "="
                                + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Answer query(String action, Map<String, String> parameters) {
        return rig.send(
                "POST",
                "/?" + encoded(parameters),
                "",
                "x-acs-action",
                action,
                "x-acs-version",
                "2020-04-01");
    }

    private Answer form(String action, Map<String, String> parameters) {
        return rig.send(
                "POST",
                "/",
                encoded(parameters),
                "x-acs-action",
                action,
                "x-acs-version",
                "2020-04-01",
                "content-type",
                "application/x-www-form-urlencoded");
    }

    private static JsonNode data(Answer answer) {
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        assertThat(answer.body().path("Code").asText()).isEqualTo("Success");
        assertThat(answer.body().path("Message").asText()).isEqualTo("Success");
        assertThat(answer.body().path("Success").asBoolean()).isTrue();
        assertThat(answer.body().path("RequestId").asText())
                .isEqualTo(answer.header("x-acs-request-id"));
        return answer.body().path("Data");
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        var all = new LinkedHashMap<>(some);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    void aRuleLivesItsLifeThroughTheEnvelope() {
        var rule =
                with(
                        JOBS,
                        "FilterPattern",
                        "{\"source\":[\"a\"]}",
                        "EventTargets",
                        "[" + TARGET + "]");

        var created = data(query("CreateRule", with(rule, "RegionId", "cn-beijing")));

        assertThat(created)
                .isEqualTo(
                        json(
                                "{\"RuleARN\":"
                                        + " \"acs:eventbridge:cn-beijing:1000000000000001:eventbus/default/rule/jobs\"}"));
        JsonNode read = data(query("GetRule", JOBS));
        assertThat(read.path("FilterPattern").asText()).isEqualTo("{\"source\":[\"a\"]}");
        assertThat(read.path("CreatedTimestamp").asLong()).isEqualTo(ConsoleRig.NOW.toEpochMilli());
        assertThat(read.at("/Targets/0/ErrorsTolerance").asText()).isEqualTo("NONE");
        assertThat(read.at("/Targets/0/DeadLetterQueue/Arn").asText())
                .isEqualTo("acs:mns:cn-hangzhou:1:/queues/q");
        assertThat(data(query("UpdateRule", with(JOBS, "Description", "new"))).isMissingNode())
                .isTrue();
        data(query("DisableRule", JOBS));
        JsonNode list = data(query("ListRules", Map.of("EventBusName", "default", "Limit", "10")));
        assertThat(list.at("/Rules/0/Status").asText()).isEqualTo("DISABLE");
        assertThat(list.at("/Rules/0/Description").asText()).isEqualTo("new");
        assertThat(list.at("/Rules/0/CreatedTimestamp").isNumber()).isTrue();
        assertThat(list.path("Total").asInt()).isEqualTo(1);
        data(query("EnableRule", JOBS));
        String second = TARGET.replace("\"hook\"", "\"second\"");
        data(query("PutTargets", with(JOBS, "Targets", "[%s, %s]".formatted(TARGET, second))));
        assertThat(data(query("ListTargets", JOBS)).path("Targets")).hasSize(2);
        var failed = data(query("CreateTargets", with(JOBS, "Targets", "[" + TARGET + "]")));
        assertThat(failed.path("ErrorEntriesCount").asInt()).isEqualTo(1);
        data(query("DeleteTargets", with(JOBS, "TargetIds", "[\"second\"]")));
        assertThat(data(query("ListTargets", JOBS)).path("Targets")).hasSize(1);
        data(query("DeleteRule", JOBS));
        assertThat(query("GetRule", JOBS).status()).isEqualTo(409);
    }

    @Test
    void busesLiveTheirsToo() {
        Map<String, String> bus = Map.of("EventBusName", "b1");
        assertThat(
                        data(query("CreateEventBus", with(bus, "Description", "b & c")))
                                .path("EventBusARN")
                                .asText())
                .endsWith(":eventbus/b1");
        data(form("UpdateEventBus", with(bus, "Description", "ä+b")));
        assertThat(data(query("GetEventBus", bus)).path("Description").asText()).isEqualTo("ä+b");
        assertThat(data(query("ListEventBuses", Map.of("NamePrefix", "b"))).path("EventBuses"))
                .hasSize(1);
        data(query("DeleteEventBus", bus));
        assertThat(query("GetEventBus", bus).code()).isEqualTo("EventBusNotExist");
    }

    @Test
    void aRuleNeedsNoTargetsYet() {
        data(query("CreateRule", with(JOBS, "FilterPattern", "{}")));

        assertThat(data(query("ListTargets", JOBS)).path("Targets")).isEmpty();
        assertThat(query("PutTargets", JOBS).message()).isEqualTo("Targets: is missing");
    }

    @Test
    void formsAndTheOlderQueryStyleAreUnderstood() {
        var test =
                Map.of("Event", "{\"source\": \"a b\"}", "EventPattern", "{\"source\": [\"a b\"]}");

        assertThat(data(form("TestEventPattern", test)).path("Result").asBoolean()).isTrue();

        var older =
                with(
                        test,
                        "Action",
                        "TestEventPattern",
                        "Version",
                        "2020-04-01",
                        "Format",
                        "JSON",
                        "SignatureNonce",
                        "1");
        assertThat(data(rig.send("POST", "/?" + encoded(older), "")).path("Result").asBoolean())
                .isTrue();
        assertThat(data(rig.send("POST", "/", encoded(older))).path("Result").asBoolean()).isTrue();
    }

    @Test
    void actionsAreCalledByGetTooButByNoBrowser() {
        String action = "/?Action=CreateEventBus&Version=2020-04-01&EventBusName=";

        assertThat(data(rig.get(action + "got")).path("EventBusARN").asText()).endsWith("/got");
        assertThat(
                        data(rig.send(
                                        "GET",
                                        "/?EventBusName=got",
                                        "",
                                        "x-acs-action",
                                        "GetEventBus",
                                        "x-acs-version",
                                        "2020-04-01"))
                                .path("EventBusName")
                                .asText())
                .isEqualTo("got");
        for (String[] browser :
                new String[][] {
                    {"sec-fetch-site", "none"},
                    {"sec-fetch-site", "same-origin"},
                    {"referer", "http://evil.example/"},
                    {"origin", "http://evil.example"},
                    {"upgrade-insecure-requests", "1"},
                    {"user-agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"}
                }) {
            Answer answer = rig.send("GET", action + "not", "", browser);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().path("Code").asText()).isEqualTo("CrossSiteRequest");
        }
        assertThat(query("GetEventBus", Map.of("EventBusName", "not")).code())
                .isEqualTo("EventBusNotExist");
    }

    @Test
    void aParameterThatIsNotUtf8IsRefusedByItsName() {
        String rest = "&Action=CreateEventBus&Version=2020-04-01&EventBusName=raw";

        for (Answer answer :
                List.of(
                        rig.send("POST", "/?Description=%E9" + rest, ""),
                        rig.send("POST", "/", "Description=%E9" + rest))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("InvalidUtf8");
            assertThat(answer.message()).startsWith("Description: ");
        }
        assertThat(data(rig.send("POST", "/", "Description=表%E8%A1%A8+" + rest)).isEmpty())
                .isFalse();
        assertThat(
                        data(query("GetEventBus", Map.of("EventBusName", "raw")))
                                .path("Description")
                                .asText())
                .isEqualTo("表表 ");
    }

    @Test
    void whatIsNoActionOfThisVersionIsRefused() {
        assertThat(query("CreateEventSource", Map.of()).code()).isEqualTo("InvalidAction.NotFound");
        assertThat(query("QueryEventTraces", Map.of()).code()).isEqualTo("InvalidAction.NotFound");
        assertThat(query("createRule", JOBS).status()).isEqualTo(404);
        assertThat(rig.post("/").code()).isEqualTo("MissingAction");
        assertThat(rig.send("POST", "/", "", "x-acs-action", "GetRule").code())
                .isEqualTo("InvalidVersion");
        assertThat(
                        rig.send(
                                        "POST",
                                        "/",
                                        "",
                                        "x-acs-action",
                                        "GetRule",
                                        "x-acs-version",
                                        "2015-06-06")
                                .message())
                .contains("2015-06-06", "2020-04-01");
        assertThat(
                        query("CreateRule", with(JOBS, "FilterPattern", "{}", "EventTargets", "[{"))
                                .message())
                .startsWith("Targets: is not JSON");
        assertThat(query("ListRules", Map.of("EventBusName", "default", "Limit", "x")).code())
                .isEqualTo("LimitSizeInvalid");
        assertThat(form("GetRule", JOBS).body().path("requestId").isTextual()).isTrue();
        assertThat(
                        rig.send(
                                        "POST",
                                        "/?EventBusName=a&EventBusName=b",
                                        "",
                                        "x-acs-action",
                                        "GetEventBus",
                                        "x-acs-version",
                                        "2020-04-01")
                                .message())
                .isEqualTo("EventBusName: appears more than once");
        assertThat(rig.send("POST", "/", "EventBusName=%zz").status()).isEqualTo(400);
        assertThat(rig.text("/")).startsWith("<!doctype html>");
    }
}
