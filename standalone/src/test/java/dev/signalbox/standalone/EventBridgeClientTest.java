package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.aliyun.eventbridge.EventBridgeClient;
import com.aliyun.eventbridge.models.CloudEvent;
import com.aliyun.eventbridge.models.ConcurrentConfig;
import com.aliyun.eventbridge.models.Config;
import com.aliyun.eventbridge.models.CreateEventBusRequest;
import com.aliyun.eventbridge.models.CreateRuleRequest;
import com.aliyun.eventbridge.models.CreateTargetsRequest;
import com.aliyun.eventbridge.models.DeleteEventBusRequest;
import com.aliyun.eventbridge.models.DeleteRuleRequest;
import com.aliyun.eventbridge.models.DeleteTargetsRequest;
import com.aliyun.eventbridge.models.DisableRuleRequest;
import com.aliyun.eventbridge.models.EBTargetParam;
import com.aliyun.eventbridge.models.EnableRuleRequest;
import com.aliyun.eventbridge.models.EventBusEntry;
import com.aliyun.eventbridge.models.EventRuleDTO;
import com.aliyun.eventbridge.models.EventTrace;
import com.aliyun.eventbridge.models.GetEventBusRequest;
import com.aliyun.eventbridge.models.GetRuleRequest;
import com.aliyun.eventbridge.models.GetRuleResponse;
import com.aliyun.eventbridge.models.ListEventBusesRequest;
import com.aliyun.eventbridge.models.ListRulesRequest;
import com.aliyun.eventbridge.models.ListTargetsRequest;
import com.aliyun.eventbridge.models.QueryEventByEventIdRequest;
import com.aliyun.eventbridge.models.QueryEventTracesRequest;
import com.aliyun.eventbridge.models.QueryEventsByPeriodRequest;
import com.aliyun.eventbridge.models.QueryEventsRequest;
import com.aliyun.eventbridge.models.TargetEntry;
import com.aliyun.eventbridge.models.TargetResultEntry;
import com.aliyun.eventbridge.models.TestEventPatternRequest;
import com.aliyun.eventbridge.models.TracedEvent;
import com.aliyun.eventbridge.models.UpdateRuleRequest;
import com.aliyun.eventbridge.util.EventBuilder;
import com.aliyun.tea.TeaException;
import dev.signalbox.contract.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program does with EventBridge's official Java client, it can do here with the endpoint
/// changed.
class EventBridgeClientTest {
    private static final String ARN = "acs:eventbridge:local:1000000000000001:eventbus/";

    @TempDir private static Path data;
    private static Standalone signalbox;
    private static EventBridgeClient client;

    @BeforeAll
    static void start() throws Exception {
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                        "SIGNALBOX_DATA", data.toString())));
        var config = new Config();
        config.accessKeyId = "anyone";
        config.accessKeySecret = "anything";
        config.endpoint = signalbox.address().getAuthority();
        client = new EventBridgeClient(config);
    }

    @AfterAll
    static void stop() {
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @Test
    void aRuleMadeByTheClientRoutesTheEventsThatTheClientPuts() throws Exception {
        try (var receiver = Receiver.start()) {
            client.createEventBus(new CreateEventBusRequest().setEventBusName("routed"));
            client.createRule(
                    rule("routed", "orders", http("hook", receiver.url("/in").toString())));

            client.putEvents(List.of(order("routed", "order-1")));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> receiver.taken().containsKey("order-1"));
            client.disableRule(
                    new DisableRuleRequest().setEventBusName("routed").setRuleName("orders"));
            assertThat(get("routed", "orders").getStatus()).isEqualTo("DISABLE");
        }
    }

    @Test
    void busesLiveTheirLife() throws Exception {
        var create =
                new CreateEventBusRequest()
                        .setEventBusName("life")
                        .setDescription("of a bus")
                        .setTags(Map.of("team", "a"));

        var created = client.createEventBus(create);

        assertThat(created.getEventBusARN()).isEqualTo(ARN + "life");
        assertThat(created.getRequestId()).isNotBlank();
        assertThat(created.getResourceOwnerAccountId()).isEqualTo("1000000000000001");
        assertRefused(() -> client.createEventBus(create), "EventBusAlreadyExist", "life");
        var read = client.getEventBus(new GetEventBusRequest().setEventBusName("life"));
        assertThat(read.getDescription()).isEqualTo("of a bus");
        assertThat(read.getEventBusARN()).isEqualTo(ARN + "life");
        assertThat(read.getCreateTimestamp()).isGreaterThan(1_700_000_000_000L);
        assertThat(read.getTags()).isEqualTo(Map.of("team", "a"));
        var listed = client.listEventBuses(new ListEventBusesRequest().setNamePrefix("li"));
        assertThat(listed.getEventBuses())
                .extracting(EventBusEntry::getEventBusName)
                .containsExactly("life");
        assertThat(listed.getTotal()).isEqualTo(1);
        client.createRule(rule("life", "r", http("t", "http://x.example/")));
        var delete = new DeleteEventBusRequest().setEventBusName("life");
        assertRefused(() -> client.deleteEventBus(delete), "EventBusRuleNotEmptyForDelete", "life");
        client.deleteRule(new DeleteRuleRequest().setEventBusName("life").setRuleName("r"));
        client.deleteEventBus(delete);
        assertRefused(() -> client.deleteEventBus(delete), "EventBusNotExist", "life");
        assertRefused(
                () -> client.getEventBus(new GetEventBusRequest().setEventBusName("life")),
                "EventBusNotExist",
                "The event bus [life] not existed!");
    }

    @Test
    void rulesLiveTheirLife() throws Exception {
        TargetEntry target =
                http("t", "https://x.example/hook?token=s3cret")
                        .setPushRetryStrategy("EXPONENTIAL_DECAY_RETRY")
                        .setConcurrentConfig(new ConcurrentConfig().setConcurrency(3));
        CreateRuleRequest create = rule("default", "life", target).setTags(Map.of("k", "v"));

        assertThat(client.createRule(create).getRuleARN()).isEqualTo(ARN + "default/rule/life");

        assertRefused(() -> client.createRule(create), "EventRuleAlreadyExist", "life");
        GetRuleResponse read = get("default", "life");
        assertThat(read.getEventBusName()).isEqualTo("default");
        assertThat(read.getRuleARN()).isEqualTo(ARN + "default/rule/life");
        assertThat(read.getDescription()).isEqualTo("of a test");
        assertThat(read.getStatus()).isEqualTo("ENABLE");
        assertThat(read.getFilterPattern()).isEqualTo("{\"source\":[\"my.shop\"]}");
        assertThat(read.getCtime()).isGreaterThan(1_700_000_000_000L).isEqualTo(read.getMtime());
        assertThat(read.getTags()).isEqualTo(Map.of("k", "v"));
        TargetEntry shown = read.getTargets().getFirst();
        assertThat(shown.toMap().toString()).doesNotContain("s3cret");
        assertThat(shown.getType()).isEqualTo("https");
        assertThat(shown.getEndpoint()).isEqualTo("https://x.example/hook?token=***");
        assertThat(shown.getPushRetryStrategy()).isEqualTo("EXPONENTIAL_DECAY_RETRY");
        assertThat(shown.getConcurrentConfig().getConcurrency()).isEqualTo(3);
        client.updateRule(
                new UpdateRuleRequest()
                        .setEventBusName("default")
                        .setRuleName("life")
                        .setDescription("changed")
                        .setStatus("disable")
                        .setFilterPattern("{}"));
        read = get("default", "life");
        assertThat(read.getDescription()).isEqualTo("changed");
        assertThat(read.getStatus()).isEqualTo("DISABLE");
        assertThat(read.getFilterPattern()).isEqualTo("{}");
        assertThat(read.getTargets()).hasSize(1);
        client.enableRule(new EnableRuleRequest().setEventBusName("default").setRuleName("life"));
        assertThat(get("default", "life").getStatus()).isEqualTo("ENABLE");
        var delete = new DeleteRuleRequest().setEventBusName("default").setRuleName("life");
        client.deleteRule(delete);
        assertRefused(
                () -> client.deleteRule(delete),
                "EventRuleNotExist",
                "The event rule [life] of event bus [default] not existed!");
    }

    @Test
    void rulesAreListedPageByPage() throws Exception {
        client.createEventBus(new CreateEventBusRequest().setEventBusName("pages"));
        for (int i = 0; i < 5; i++) {
            client.createRule(rule("pages", "p" + i, http("t", "http://x.example/")));
        }
        client.createRule(rule("pages", "other", http("t", "http://x.example/")));
        var request =
                new ListRulesRequest()
                        .setEventBusName("pages")
                        .setRuleNamePrefix("p")
                        .setLimit(2)
                        .setNextToken("0");

        var names = new ArrayList<String>();
        String token = "0";
        while (!token.isEmpty()) {
            var page = client.listRules(request.setNextToken(token));
            assertThat(page.getTotal()).isEqualTo(5);
            page.getRules().stream().map(EventRuleDTO::getRuleName).forEach(names::add);
            token = page.getNextToken();
        }

        assertThat(names).containsExactly("p0", "p1", "p2", "p3", "p4");
        assertRefused(() -> client.listRules(request.setNextToken("?")), "NextTokenInvalid", "");
        assertRefused(
                () -> client.listRules(request.setNextToken("0").setLimit(1000)),
                "LimitSizeInvalid",
                "100");
        assertRefused(
                () -> client.listRules(new ListRulesRequest().setEventBusName("gone")),
                "EventBusNotExist",
                "gone");
    }

    @Test
    void targetsLiveTheirLife() throws Exception {
        client.createRule(rule("default", "targets", http("first", "http://x.example/")));
        TargetEntry bot =
                entry(
                        "bot",
                        "acs.dingtalk",
                        "https://oapi.dingtalk.com/robot/send?access_token=s3cret",
                        param("URL", "https://oapi.dingtalk.com/robot/send?access_token=s3cret"),
                        param("SecretKey", "SECs3cret"),
                        new EBTargetParam()
                                .setResourceKey("Body")
                                .setForm("TEMPLATE")
                                .setValue("{\"job\": \"$.data.job\"}")
                                .setTemplate("{\"Msgtype\": \"text\"}"));

        var created =
                client.createTargets(
                        new CreateTargetsRequest()
                                .setEventBusName("default")
                                .setRuleName("targets")
                                .setTargets(List.of(bot, http("first", "http://y.example/"))));

        assertThat(created.getErrorEntriesCount()).isEqualTo(1);
        assertThat(created.getErrorEntries())
                .extracting(TargetResultEntry::getErrorCode)
                .containsExactly("EventTargetAlreadyExist");
        assertThat(created.getErrorEntries())
                .extracting(TargetResultEntry::getEntryId)
                .containsExactly("first");
        var list = new ListTargetsRequest().setEventBusName("default").setRuleName("targets");
        var targets = client.listTargets(list).getTargets();
        assertThat(targets).extracting(TargetEntry::getId).containsExactly("first", "bot");
        assertThat(targets.getFirst().getEndpoint()).isEqualTo("http://x.example/");
        assertThat(targets.getLast().getType()).isEqualTo("acs.dingtalk");
        assertThat(targets.getLast().getParamList())
                .extracting(EBTargetParam::getValue)
                .containsExactly(
                        "https://oapi.dingtalk.com/robot/send?access_token=***",
                        "***",
                        "{\"job\":\"$.data.job\"}");
        var deleted =
                client.deleteTargets(
                        new DeleteTargetsRequest()
                                .setEventBusName("default")
                                .setRuleName("targets")
                                .setTargetIds(List.of("bot", "gone")));
        assertThat(deleted.getErrorEntries())
                .extracting(TargetResultEntry::getErrorCode)
                .containsExactly("EventTargetNotExist");
        assertThat(client.listTargets(list).getTargets()).hasSize(1);
    }

    @Test
    void whatCannotBeIsRefusedInTheClientsTerms() {
        assertRefused(
                () ->
                        client.createRule(
                                rule(
                                        "default",
                                        "bad",
                                        entry("t", "acs.fc.function", "acs:fc:x:1:services/s"))),
                "EventTargetClassNotExist",
                "acs.fc.function");
        assertRefused(
                () ->
                        client.createRule(
                                rule("default", "bad", entry("t", "acs.sms", "acs:sms:x:1"))),
                "EventTargetMissingAttribute",
                "PhoneNumbers");
        assertRefused(
                () -> client.createRule(rule("default", "bad", http("t", "ftp://x.example/"))),
                "EventTargetIneffectiveAttribute",
                "url");
        assertRefused(
                () ->
                        client.createRule(
                                rule("default", "bad", http("t", "http://x.example/"))
                                        .setFilterPattern("{\"so-urce\": [\"x\"]}")),
                "InvalidEventPattern",
                "so-urce");
        assertRefused(
                () -> client.createRule(rule("gone", "r", http("t", "http://x.example/"))),
                "EventBusNotExist",
                "gone");
        assertRefused(() -> get("default", "bad"), "EventRuleNotExist", "bad");
    }

    @Test
    void theClientLearnsWhatHasBecomeOfItsEvents() throws Exception {
        try (var receiver = Receiver.start()) {
            client.createEventBus(new CreateEventBusRequest().setEventBusName("past"));
            String url = receiver.url("/in").toString();
            client.createRule(rule("past", "orders", http("hook", url + "?token=s3cret")));
            long from = System.currentTimeMillis();
            for (String id : List.of("past-1", "past-2", "past-3")) {
                client.putEvents(List.of(order("past", id)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            receiver.taken()
                                    .keySet()
                                    .containsAll(List.of("past-1", "past-2", "past-3")));
            var request =
                    new QueryEventsByPeriodRequest()
                            .setEventBusName("past")
                            .setEventSource("my.shop")
                            .setMatchedRule("orders")
                            .setStartTime(from - 60_000)
                            .setEndTime(from + 600_000)
                            .setLimit(2)
                            .setNextToken("0");

            var first = client.queryEventsByPeriod(request);
            var second = client.queryEventsByPeriod(request.setNextToken(first.getNextToken()));

            assertThat(first.getTracedEvents())
                    .extracting(TracedEvent::getEventId)
                    .containsExactly("past-1", "past-2");
            assertThat(second.getTracedEvents())
                    .extracting(TracedEvent::getEventId)
                    .containsExactly("past-3");
            assertThat(second.getNextToken()).isEmpty();
            var found =
                    client.queryEventByEventId(
                            new QueryEventByEventIdRequest()
                                    .setEventBusName("past")
                                    .setEventSource("my.shop")
                                    .setEventId("past-2"));
            assertThat(found.getTotal()).isEqualTo(1);
            TracedEvent event = found.getTracedEvents().getFirst();
            assertThat(event.getEventType()).isEqualTo("order:created");
            assertThat(event.getEventBusName()).isEqualTo("past");
            assertThat(Long.parseLong(event.getEventReceivedTime()))
                    .isBetween(from - 1_000, System.currentTimeMillis() + 1_000);
            var contents =
                    client.queryEvents(
                            new QueryEventsRequest()
                                    .setEventBusName("past")
                                    .setEventSourceName("my.shop")
                                    .setEventIds(List.of("past-3", "gone")));
            assertThat(contents.getEventMap()).containsOnlyKeys("past-3");
            assertThat(contents.getEventMap().get("past-3")).contains("\"amount\"");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(traces("past", "past-1"))
                                    .extracting(EventTrace::getAction)
                                    .containsExactly("PutEvent", "FilterEvent", "PushEvent"));
            EventTrace pushed = traces("past", "past-1").getLast();
            assertThat(pushed.getRuleName()).isEqualTo("orders");
            assertThat(pushed.getNotifyStatus()).isEqualTo("[204]Ok");
            assertThat(pushed.getEndpoint()).isEqualTo(url + "?token=***");
            assertThat(pushed.getNotifyTime()).isGreaterThanOrEqualTo(from - 1_000);
            assertThat(traces("past", "gone")).isEmpty();
            assertRefused(
                    () -> client.queryEventsByPeriod(request.setNextToken("other")),
                    "NextTokenInvalid",
                    "");
        }
    }

    private static List<EventTrace> traces(String bus, String id) throws Exception {
        return client.queryEventTraces(
                        new QueryEventTracesRequest().setEventBusName(bus).setEventId(id))
                .getEventTraceList();
    }

    @Test
    void patternsAreTried() throws Exception {
        var request =
                new TestEventPatternRequest()
                        .setEvent("{\"source\": \"my.shop\", \"data\": {\"amount\": 7}}")
                        .setEventPattern("{\"data\": {\"amount\": [{\"numeric\": [\">\", 5]}]}}");

        assertThat(client.testEventPattern(request).getResult()).isTrue();
        assertThat(
                        client.testEventPattern(
                                        request.setEventPattern("{\"source\": [\"other\"]}"))
                                .getResult())
                .isFalse();
    }

    private static CloudEvent order(String bus, String id) {
        return EventBuilder.builder()
                .withId(id)
                .withSource(URI.create("my.shop"))
                .withType("order:created")
                .withJsonStringData("{\"amount\": 7}")
                .withAliyunEventBus(bus)
                .build();
    }

    private static GetRuleResponse get(String bus, String rule) throws Exception {
        return client.getRule(new GetRuleRequest().setEventBusName(bus).setRuleName(rule));
    }

    private static CreateRuleRequest rule(String bus, String name, TargetEntry target) {
        return new CreateRuleRequest()
                .setEventBusName(bus)
                .setRuleName(name)
                .setDescription("of a test")
                .setStatus("enable")
                .setFilterPattern("{\"source\":[\"my.shop\"]}")
                .setTargets(List.of(target));
    }

    private static TargetEntry http(String id, String url) {
        return entry(
                id,
                url.startsWith("https:") ? "https" : "http",
                url,
                param("url", url),
                new EBTargetParam().setResourceKey("Body").setForm("ORIGINAL"),
                param("Network", "PublicNetwork"));
    }

    private static TargetEntry entry(
            String id, String type, String endpoint, EBTargetParam... params) {
        return new TargetEntry()
                .setId(id)
                .setType(type)
                .setEndpoint(endpoint)
                .setParamList(List.of(params));
    }

    private static EBTargetParam param(String key, String value) {
        return new EBTargetParam().setResourceKey(key).setForm("CONSTANT").setValue(value);
    }

    private static void assertRefused(ThrowingCallable call, String code, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TeaException.class, e -> assertThat(e.getCode()).isEqualTo(code))
                .hasMessageContaining("[EventBridgeError-")
                .hasMessageContaining(words);
    }
}
