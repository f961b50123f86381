package dev.signalbox.notifier.phone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.TargetKey;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.contract.settings.PhoneSettings;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.testkit.ChannelContract;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.Receiver;
import dev.signalbox.notifier.testkit.TestRules;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds for both services for phones, beside a receiver that checks calls as they do.
abstract class PhoneContract extends ChannelContract {
    static final String CONTACT = "+8615900000000";
    static final RuleKey RULE = new RuleKey(TestRules.ACCOUNT, "default", "night");
    static final Messages MESSAGES = new Messages(ZoneId.of("Asia/Shanghai"));
    static final String EVENT =
            """
            {"id": "e-1", "time": "2026-11-21T03:59:58+08:00",
             "data": {"DisplayName": "train", "WorkspaceName": "ws", "WorkspaceId": "7"}}
            """;

    /// The clock of everything, to be turned by tests.
    Instant now = NOW;

    InstantSource clock() {
        return () -> now;
    }

    @Override
    protected void anHourPasses() {
        now = now.plus(Duration.ofHours(1));
    }

    /// A target of this channel.
    abstract Target target(DeliveryOptions options);

    /// Opens the sender anew.
    abstract void open(PhoneSettings phones);

    /// The action of a call.
    abstract String action();

    /// The parameter that holds the template's variables.
    abstract String variables();

    static PhoneSettings phones(String base, @Nullable Credentials key) {
        return new PhoneSettings(key, URI.create(base), "测试", URI.create(base));
    }

    @Override
    protected TargetKey target(String base) {
        return target(base, Transform.ORIGINAL);
    }

    TargetKey target(String base, Transform transform) {
        open(phones(base, new Credentials("testAk", TOKEN)));
        DeliveryOptions options = DeliveryOptions.DEFAULT;
        return rules.rule(
                RULE,
                target(
                        new DeliveryOptions(
                                transform,
                                options.retry(),
                                true,
                                options.concurrency(),
                                0,
                                Map.of())));
    }

    @Override
    protected Delivery deliveryTo(TargetKey key) {
        return deliveryTo(key, CONTACT);
    }

    static Delivery deliveryTo(TargetKey key, String contact) {
        return TestRules.delivery("e-1", key, contact, "pai:DlcJobProgress:Failed", EVENT);
    }

    @Override
    protected boolean isRepeatable() {
        return false;
    }

    @Override
    protected boolean bodyDecides() {
        return true;
    }

    @Override
    protected List<String> secrets() {
        return List.of();
    }

    @Override
    protected Given taken() {
        return said(200, "OK", "OK");
    }

    static Given said(int status, String code, String message) {
        return new Given(
                status,
                "",
                "{\"Code\":\"%s\",\"Message\":\"%s\",\"RequestId\":\"B1\",\"BizId\":\"9\"}"
                        .formatted(code, message));
    }

    @Override
    protected Map.Entry<Given, Duration> throttled() {
        return Map.entry(said(200, "isv.DAY_LIMIT_CONTROL", "day limit"), Duration.ofDays(1));
    }

    @Override
    protected Map.Entry<Given, String> refused() {
        return Map.entry(
                said(400, "SignatureDoesNotMatch", "Specified signature is not matched"),
                "SIGNALBOX_ALIYUN_ACCESS_KEY_SECRET is not the secret of that access key");
    }

    @Test
    @Override
    protected void aFailureWithoutAnAnswerTellsNoSecretEither() {
        open(phones("http://nowhere.invalid", new Credentials("testAk", TOKEN)));

        assertThat(attempt(deliveryTo(RULE.target("t")), target(DeliveryOptions.DEFAULT)))
                .isEqualTo(
                        new Reply.Failed(
                                0, "the host name nowhere.invalid is not known", Duration.ZERO));
    }

    @Test
    void aCallThatEndedBeforeItWasWrittenMayBeMadeAgain() {
        try (var server = new RawServer(socket -> RawServer.behave(socket, "garbage"))) {
            assertThat(sendTo("https://127.0.0.1:" + server.port()))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("no TLS with "));
        }
        try (var server =
                new RawServer(socket -> {
                    int _ = socket.getInputStream().readAllBytes().length;
                })) {
            assertThat(sendTo("https://127.0.0.1:" + server.port()))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            // The handshake's time and the attempt's are up at the same moment.
                            failed ->
                                    assertThat(failed.reason())
                                            .containsAnyOf("no whole answer", "in time"));
        }
    }

    /// The parameters of a call, whose signature was checked as the service would.
    Map<String, String> checked(Receiver.Received call) throws Exception {
        assertThat(call.path()).startsWith("/?");
        assertThat(call.body()).isEmpty();
        Map<String, String> headers = call.headers();
        assertThat(headers)
                .containsEntry("x-acs-action", action())
                .containsEntry("x-acs-version", "2017-05-25")
                .containsEntry("x-acs-date", "2023-11-14T22:13:20Z")
                .containsEntry("x-acs-content-sha256", hex(new byte[0]));
        String authorization = Objects.requireNonNull(headers.get("authorization"));
        assertThat(authorization).startsWith("ACS3-HMAC-SHA256 Credential=testAk,SignedHeaders=");
        String[] parts = authorization.split("SignedHeaders=|,Signature=", 3);
        List<String> signed = List.of(parts[1].split(";", -1));
        assertThat(signed).contains("host").isSorted();
        assertThat(headers.keySet().stream().filter(name -> name.startsWith("x-acs-")))
                .isSubsetOf(signed);
        String[] query = call.path().substring(2).split("&", -1);
        Arrays.sort(query);
        String canonical =
                "POST\n/\n"
                        + String.join("&", query)
                        + "\n"
                        + signed.stream()
                                .map(name -> name + ":" + headers.get(name) + "\n")
                                .collect(Collectors.joining())
                        + "\n"
                        + parts[1]
                        + "\n"
                        + headers.get("x-acs-content-sha256");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = "ACS3-HMAC-SHA256\n" + hex(canonical.getBytes(StandardCharsets.UTF_8));
        assertThat(parts[2])
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
        var parameters = new TreeMap<String, String>();
        for (String pair : query) {
            String[] both = pair.split("=", 2);
            parameters.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String hex(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /// The variables that a transform's target is called with.
    JsonNode variables(Transform transform, String event) throws Exception {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""), transform);
            var delivery =
                    TestRules.delivery("e-1", key, CONTACT, "pai:DlcJobProgress:Failed", event);

            assertThat(send(delivery)).isEqualTo(new Reply.Taken(200));

            String json = checked(receiver.received.getFirst()).get(variables());
            return Json.MAPPER.readTree(json);
        }
    }

    @Test
    void withoutATransformThereAreTitleWorkspaceAndTime() throws Exception {
        JsonNode variables = variables(Transform.ORIGINAL, EVENT);

        assertThat(variables.size()).isEqualTo(3);
        assertThat(variables.path("title").asText()).endsWith(": train");
        assertThat(variables.path("workspace").asText()).isEqualTo("ws (7)");
        assertThat(variables.path("time").asText()).isEqualTo("2026-11-21 03:59:58");
    }

    @Test
    void variablesThatTheEventDoesNotFillAreNotEmpty() throws Exception {
        JsonNode variables = variables(Transform.ORIGINAL, "{\"data\":{}}");

        assertThat(variables.path("workspace").asText()).isEqualTo("-");
        assertThat(variables.path("time").asText()).isEqualTo("2026-11-21 12:00:00");
    }

    @Test
    void aLinkInTheEventDoesNotKeepPeopleFromBeingTold() throws Exception {
        String event = "{\"data\":{\"DisplayName\":\"https://evil.example/x train\"}}";

        JsonNode variables = variables(Transform.ORIGINAL, event);

        assertThat(variables.path("title").asText()).endsWith(": train");
    }

    @Test
    void aTransformFillsTheVariables() throws Exception {
        var transform =
                new Transform.Template(
                        Map.of("name", "$.data.DisplayName"), "{\"job\": \"${name}\", \"n\": 5}");

        JsonNode variables = variables(transform, EVENT);

        assertThat(variables).isEqualTo(Json.MAPPER.readTree("{\"job\":\"train\",\"n\":\"5\"}"));
    }

    @ParameterizedTest
    @CsvSource({"just text", "[1]", "{"})
    void aTransformThatMakesNoObjectIsRefusedBeforeAnyCall(String text) {
        try (var receiver = receiver(taken())) {
            TargetKey key = target(receiver.url(""), new Transform.Constant(text));

            assertThat(send(deliveryTo(key)))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason()).contains("no JSON object"));
            assertThat(receiver.received).isEmpty();
        }
    }

    @Test
    void withoutAnAccessKeyTheTargetIsRefused() {
        open(phones("http://127.0.0.1:1", null));

        assertThat(attempt(deliveryTo(RULE.target("t")), target(DeliveryOptions.DEFAULT)))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("SIGNALBOX_ALIYUN_ACCESS_KEY_ID is not set"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "isv.BUSINESS_LIMIT_CONTROL | 触发分钟级流控Permits:1 | PT1M | within a minute",
                "isv.BUSINESS_LIMIT_CONTROL | 触发小时级流控Permits:5 | PT1H | within an hour",
                "isv.BUSINESS_LIMIT_CONTROL | 触发天级流控Permits:10 | PT24H | within a day",
                "isv.BUSINESS_LIMIT_CONTROL | too much | PT1H | too often",
                "isv.BUSINESS_LIMIT_CONTROL | 触发秒级流控Permits:1 | PT1M | within a minute",
                "VALVE:H_MC | x | PT1H | too often",
                "VALVE:D_MC | x | PT24H | within a day",
                "isv.CALL_FREQUENCY_LIMIT | x | PT1H | too often",
                "isv.NEW | 同一号码发送过于频繁，每分钟1条 | PT1M | within a minute",
                "isp.GATEWAY_ERROR | x | PT0S | could not do it now",
                "isp.SYSTEM_ERROR | x | PT0S | could not do it now"
            })
    void theseCodesSayLater(String code, String text, Duration pause, String reason) {
        assertThat(answered(said(200, code, text)))
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed -> {
                            assertThat(failed.notBefore()).isEqualTo(pause);
                            assertThat(failed.reason()).contains(reason, code);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "isv.DAY_LIMIT_CONTROL | PT24H | the day's limit",
                "Throttling.User | PT0S | called too often"
            })
    void theseCodesSayThatTheWholeAccountIsTooFast(String code, Duration pause, String reason) {
        assertThat(answered(said(200, code, "x")))
                .isInstanceOfSatisfying(
                        Reply.Throttled.class,
                        throttled -> {
                            assertThat(throttled.pause()).isEqualTo(pause);
                            assertThat(throttled.reason()).contains(reason, code);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "该账号下找不到对应模板 | does not exist or has not been approved (isv",
                "template not found | does not exist or has not been approved (isv",
                "模板内容与模板参数不匹配 | or its variables are not those that the target's transform fills, which are title, workspace, time",
                "template variables do not match | or its variables are not those that"
            })
    void theWordsSayWhatIsWrongWithATemplate(String words, String reason) {
        for (String code : List.of("isv.SMS_TEMPLATE_ILLEGAL", "isv.TTS_TEMPLATE_ILLEGAL")) {
            assertThat(answered(said(200, code, words)))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason()).contains(reason));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "isv.MONTH_LIMIT_CONTROL, the month's limit",
        "isv.SMS_SIGN_ILLEGAL, the signature does not exist",
        "isv.SIGN_STATE_ILLEGAL, has not been approved",
        "isv.MOBILE_NUMBER_ILLEGAL, no phone number",
        "isv.OUT_OF_SERVICE, out of service",
        "isp.RAM_PERMISSION_DENY, may not send",
        "isv.ACCOUNT_ABNORMAL, blocked",
        "isv.ACCOUNT_NOT_EXISTS, does not exist",
        "isv.AMOUNT_NOT_ENOUGH, not enough money",
        "isv.PRODUCT_UN_SUBSCRIPT, not ordered this service",
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL, not registered for this kind of message",
        "isv.SMS_CONTENT_ILLEGAL, not allowed",
        "isv.TEMPLATE_MISSING_PARAMETERS, 'transform fills, which are title, workspace, time'",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED, outside mainland China only",
        "isv.EXTEND_CODE_ERROR, the extension code is wrong",
        "isv.DENY_IP_RANGE, calls from this address are not allowed",
        "isv.NEVER_HEARD_OF, the service refused (isv.NEVER_HEARD_OF why)"
    })
    void theseCodesSayNever(String code, String reason) {
        for (int status : new int[] {200, 400}) {
            assertThat(answered(said(status, code, "why")))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> {
                                assertThat(refused.httpStatus()).isEqualTo(status);
                                assertThat(refused.reason()).contains(reason);
                            });
        }
    }
}
