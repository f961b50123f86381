package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.net.Entrance;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.BodyHash;
import dev.signalbox.web.access.Signing.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:07:38Z");
    private static final byte[] BODY = "{\"a\": 1}".getBytes(UTF_8);
    private static final Map<String, String> PARAMETERS =
            Map.of("RuleName", "r-1", "FilterPattern", "{\"source\": [\"acs.测试\"]}", "Empty", "");

    private final AccessKey key = new AccessKey("testAk", Signing.SECRET, "1", Role.ADMIN);
    private final AccessKey nobodys = AccessKey.unknown();
    private Instant now = NOW;
    private final Verifier verifier = new Verifier(new UsedNonces(() -> now));

    @Test
    void theRequestThatEventBridgesClientSentIsTaken() {
        Request recorded =
                Signing.eventBridge("testAk", "another", NOW, "07cc93d328e69c0f69dc07e803d1d62e")
                        .with("authorization", "acs:testAk:eGkPEx8yuH+sddQEg2gpx2OGsk0=");

        assertThat(verify(recorded)).isNull();
    }

    @Test
    void theSignatureThatAlibabaCloudPublishedIsComputed() {
        Request request =
                Signing.signAcs3(
                        "YourAccessKeyId",
                        "YourAccessKeySecret",
                        "POST",
                        "/",
                        Map.of(
                                "ImageId",
                                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
                                "RegionId",
                                "cn-shanghai"),
                        acs3Headers(
                                "ecs.cn-shanghai.aliyuncs.com",
                                "RunInstances",
                                "2014-05-26",
                                "2023-10-26T10:22:32Z",
                                "3156853299f313e23d1673dc12e1703d"));

        assertAcs3(
                request,
                "YourAccessKeySecret",
                "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    @Test
    void theSignatureThatTheSmsSdkSentIsComputed() {
        Map<String, String> headers =
                acs3Headers(
                        "127.0.0.1:18931",
                        "SendSms",
                        "2017-05-25",
                        "2026-11-21T02:10:14Z",
                        "e170d78abb5baf498d040a1a1325bf2f");
        headers.put("x-acs-credentials-provider", "static_ak");
        Request request =
                Signing.signAcs3(
                        "testAk",
                        "testAkSecret",
                        "POST",
                        "/",
                        Map.of(
                                "OutId", "evt-1",
                                "PhoneNumbers", "15900000000",
                                "SignName", "测试",
                                "TemplateCode", "SMS_1",
                                "TemplateParam", "{\"code\":\"1\"}"),
                        headers);

        assertAcs3(
                request,
                "testAkSecret",
                "24ca0bb5570856eb8c90727acb65ac18cb6a0e068bdd89a0964d7dcdf82552e5");
    }

    @Test
    void theSignatureWithParametersOfItsOwnIsComputed() {
        Request request =
                Signing.signAcs3(
                        "testAk",
                        "testAkSecret",
                        "POST",
                        "/",
                        Map.of(
                                "PhoneNumbers", "15900000000",
                                "SignName", "测试",
                                "TemplateCode", "SMS_1",
                                "TemplateParam", "{\"code\":\"1\"}"),
                        acs3Headers(
                                "dysmsapi.aliyuncs.com",
                                "SendSms",
                                "2017-05-25",
                                "2026-01-01T00:00:00Z",
                                "00000000000000000000000000000001"));

        assertAcs3(
                request,
                "testAkSecret",
                "7f41605d559371f68fdb728400a4cf0258fe4208729a53fa05cdfa325a8d7274");
    }

    /// The published signature is what we expect, and the request with it is taken.
    private void assertAcs3(Request request, String secret, String signature) {
        assertThat(request.headers().get("authorization")).endsWith("Signature=" + signature);
        now = Instant.parse(String.valueOf(request.headers().get("x-acs-date")));
        var signedBy = new AccessKey("k", secret, "1", Role.ADMIN);
        SignedRequest parts = request.parts();

        assertThat(
                        verifier.verify(
                                Credentials.of(parts, () -> BODY),
                                signedBy,
                                parts,
                                Entrance.API,
                                () -> BODY,
                                () -> {}))
                .isEqualTo(new BodyHash(BodyHash.Form.SHA_256, Signing.sha256(new byte[0])));
    }

    private static Map<String, String> acs3Headers(
            String host, String action, String version, String date, String nonce) {
        var headers = new TreeMap<String, String>();
        headers.put("host", host);
        headers.put("x-acs-action", action);
        headers.put("x-acs-version", version);
        headers.put("x-acs-date", date);
        headers.put("x-acs-signature-nonce", nonce);
        headers.put("x-acs-content-sha256", Signing.sha256(new byte[0]));
        return headers;
    }

    @Test
    void everyKindOfSignatureIsTakenOnce() {
        for (Request request : oneOfEachKind()) {
            assertThatCode(() -> verify(request)).doesNotThrowAnyException();
            assertRefused(request, key, "SignatureNonceUsed");
        }
    }

    @Test
    void theSecretOfAnotherKeyIsRefused() {
        var other = new AccessKey("testAk", "testSecres", "1", Role.ADMIN);
        for (Request request : oneOfEachKind()) {
            assertRefused(request, other, "SignatureDoesNotMatch");
        }
    }

    @Test
    void aKeyThatDoesNotExistIsToldSoAfterTheSameCheck() {
        for (Request request : oneOfEachKind()) {
            assertRefused(request, nobodys, "InvalidAccessKeyId");
        }
        assertRefused(basic("nobody:" + Signing.SECRET), nobodys, "InvalidAccessKeyId");
    }

    @ParameterizedTest
    @ValueSource(longs = {-901, 901, -86_400, 86_400})
    void aRequestOutsideTheWindowIsRefused(long seconds) {
        for (Request request : oneOfEachKind()) {
            now = NOW.plusSeconds(seconds);
            assertRefused(request, key, "InvalidTimeStamp.Expired");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-900, 900})
    void aRequestAtTheEndOfTheWindowIsTaken(long seconds) {
        for (Request request : oneOfEachKind()) {
            now = NOW.plusSeconds(seconds);
            assertThatCode(() -> verify(request)).doesNotThrowAnyException();
        }
    }

    @Test
    void anUnsignedHeaderOfTheProtocolIsRefused() {
        Request signed = acs3("n");

        assertRefused(signed.with("x-acs-extra", "1"), key, "SignatureDoesNotMatch");
    }

    @Test
    void aSignatureOverTooFewHeadersIsRefused() {
        for (String left : List.of("host", "x-acs-date", "x-acs-signature-nonce")) {
            var headers = acs3Headers("h", "A", "1", NOW.toString(), "n");
            headers.remove(left);
            Request request =
                    Signing.signAcs3("testAk", Signing.SECRET, "POST", "/", Map.of(), headers);

            assertRefused(request, key, "SignatureDoesNotMatch");
        }
    }

    @Test
    void aRequestWithoutATimeMaySendEventsOnly() {
        SignedRequest parts = Signing.signatureHelper("testAk", Signing.SECRET).parts();

        assertThat(
                        verifier.verify(
                                Credentials.of(parts, () -> BODY),
                                key,
                                parts,
                                Entrance.EVENTS,
                                () -> BODY,
                                () -> {}))
                .isNull();
        assertThatThrownBy(() ->
                        verifier.verify(
                                Credentials.of(parts, () -> BODY),
                                key,
                                parts,
                                Entrance.API,
                                () -> BODY,
                                () -> {}))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("date");
    }

    @Test
    void aSignatureInTheQueryIsGoodForOnePathOnly() {
        Request rpc = rpc("n");
        var moved = new Request("POST", "/openapi/createRule", rpc.query(), rpc.headers());

        assertRefused(moved, key, "SignatureDoesNotMatch");
    }

    @Test
    void contentMd5BindsTheBody() {
        String md5 = BodyHash.Form.MD5.of(BODY);
        String date = "Sat, 21 Nov 2026 02:07:38 GMT";
        String text = "POST\n" + md5 + "\n\n" + date + "\n/openapi/putEvents";
        var headers = new LinkedHashMap<String, String>();
        headers.put("date", date);
        headers.put("content-md5", md5);
        headers.put("authorization", "acs:testAk:" + Signing.sha1(Signing.SECRET, text));

        assertThat(verify(new Request("POST", "/openapi/putEvents", "", headers)))
                .isEqualTo(new BodyHash(BodyHash.Form.MD5, md5));
    }

    @Test
    void aPackedBodyWhoseHashIsSignedIsRefused() {
        assertThatThrownBy(() -> verify(acs3("n").with("content-encoding", "gzip")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(415));
    }

    @Test
    void theKeyItselfIsTakenAsBasicAndAsBearer() {
        String pair = "testAk:" + Signing.SECRET;
        String base64 = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
        for (String authorization :
                List.of(
                        "Basic " + base64,
                        "basic " + base64,
                        "Bearer " + base64,
                        "Bearer " + pair)) {
            Request request = get(authorization);

            assertThat(verify(request)).isNull();
            assertThat(verify(request)).as("again").isNull();
        }
        assertRefused(basic("testAk:wrong"), key, "SignatureDoesNotMatch");
        assertRefused(basic("testAk:"), key, "SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acs",
                "acs:",
                "acs:testAk",
                "acs:testAk:",
                "acs::x",
                "Basic",
                "Basic ???",
                "Basic dGVzdA==",
                "Bearer",
                "Bearer x",
                "Digest username=x",
                "ACS3-HMAC-SHA256",
                "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=,Signature=00",
                "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host",
                "ACS3-HMAC-SHA256 Credential=testAk,SignedHeaders=\u0001;;;,Signature=00"
            })
    void authorizationsThatAreNoneAreRefusedWithAReason(String authorization) {
        assertRefused(get(authorization), key, "SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=%", "Signature=x", "Signature=%zz&AccessKeyId=a", "%zz"})
    void noAuthorizationAtAllIsRefused(String query) {
        assertThatThrownBy(() -> verify(new Request("POST", "/", query, Map.of())))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
    }

    @Test
    void theTextToSignIsToldWithoutSecrets() {
        Request wrong = Signing.eventBridge("testAk", "wrong-secret", NOW, "n");

        assertThatThrownBy(() -> verify(wrong))
                .hasMessageContaining("x-acs-signature-nonce:n\n")
                .hasMessageNotContaining(Signing.SECRET);
        assertThatThrownBy(() -> verify(wrong.with("x-acs-security-token", "token-of-theirs")))
                .hasMessageNotContaining("token-of-theirs");
        var rule = Map.of("Action", "CreateRule", "EventTargets", "[\"SECofTheirs\"]");
        for (Request request :
                List.of(
                        Signing.rpc("testAk", "wrong-secret", rule, Map.of(), NOW, "n"),
                        Signing.acs3(
                                "testAk",
                                "wrong-secret",
                                "POST",
                                "h",
                                "/",
                                rule,
                                NOW,
                                "n",
                                BODY))) {
            assertThatThrownBy(() -> verify(request))
                    .hasMessageContaining("the signature does not match")
                    .hasMessageNotContaining("SECofTheirs");
        }
    }

    /// Method, path, query, signed headers and Authorization of every kind, one character after the
    /// other.
    @Test
    void anyCharacterChangedInASignedRequestIsRefused() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (Request request : oneOfEachKind()) {
            for (Request changed : changes(request, random)) {
                assertThatThrownBy(() -> verify(changed))
                        .as("seed %d: %s", seed, changed)
                        .isInstanceOfSatisfying(
                                ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
            }
            // None of them has used up the nonce.
            assertThatCode(() -> verify(request)).doesNotThrowAnyException();
        }
    }

    private static List<Request> changes(Request request, Random random) {
        var changes = new ArrayList<Request>();
        for (String method : change(request.method(), random)) {
            changes.add(new Request(method, request.path(), request.query(), request.headers()));
        }
        for (String path : change(request.path(), random)) {
            changes.add(new Request(request.method(), path, request.query(), request.headers()));
        }
        for (String query : change(request.query(), random)) {
            if (!decodes(query, request.query())) {
                changes.add(request.withQuery(query));
            }
        }
        request.headers()
                .forEach((name, value) -> {
                    if (!name.equals("authorization") && isSigned(request, name)) {
                        change(value, random)
                                .forEach(other -> changes.add(request.with(name, other)));
                    }
                });
        String authorization = request.headers().get("authorization");
        if (authorization != null) {
            int signature =
                    Math.max(
                            authorization.lastIndexOf(':'),
                            authorization.lastIndexOf("Signature="));
            change(authorization.substring(signature + 1), random)
                    .forEach(other ->
                            changes.add(
                                    request.with(
                                            "authorization",
                                            authorization.substring(0, signature + 1) + other)));
        }
        return changes;
    }

    private static boolean isSigned(Request request, String header) {
        String authorization = request.headers().getOrDefault("authorization", "");
        return authorization.startsWith("ACS3")
                ? authorization.contains(header)
                : header.startsWith("x-acs-")
                        || header.equals("date")
                        || header.equals("content-type");
    }

    private static boolean decodes(String one, String other) {
        try {
            return Query.decode(one).equals(Query.decode(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> change(String text, Random random) {
        var changed = new ArrayList<String>();
        for (int i = 0; i < text.length(); i++) {
            char other;
            do {
                other = (char) ('!' + random.nextInt('~' - '!' + 1));
            } while (other == text.charAt(i));
            changed.add(text.substring(0, i) + other + text.substring(i + 1));
        }
        return changed;
    }

    private static List<Request> oneOfEachKind() {
        return List.of(
                Signing.eventBridge("testAk", Signing.SECRET, NOW, "a"),
                Signing.roa("testAk", Signing.SECRET, NOW, "b"),
                acs3("c"),
                rpc("d"));
    }

    private static Request acs3(String nonce) {
        return Signing.acs3(
                "testAk",
                Signing.SECRET,
                "POST",
                "127.0.0.1:8080",
                "/",
                PARAMETERS,
                NOW,
                nonce,
                BODY);
    }

    private static Request rpc(String nonce) {
        return Signing.rpc("testAk", Signing.SECRET, PARAMETERS, Map.of(), NOW, nonce);
    }

    private static Request basic(String pair) {
        return get("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    }

    private static Request get(String authorization) {
        return new Request("GET", "/api/buses", "", Map.of("authorization", authorization));
    }

    private @Nullable BodyHash verify(Request request) {
        SignedRequest parts = request.parts();
        return verifier.verify(
                Credentials.of(parts, () -> BODY), key, parts, Entrance.API, () -> BODY, () -> {});
    }

    private void assertRefused(Request request, AccessKey checkedBy, String code) {
        SignedRequest parts = request.parts();
        assertThatThrownBy(() ->
                        verifier.verify(
                                Credentials.of(parts, () -> BODY),
                                checkedBy,
                                parts,
                                Entrance.API,
                                () -> BODY,
                                () -> {}))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(401);
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.message()).doesNotContain(Signing.SECRET);
                        });
    }
}
