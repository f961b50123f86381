package dev.signalbox.web.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A client's side of the signatures, written from their descriptions and not from what checks
/// them.
final class Signing {
    static final String SECRET = "testSecret";

    private Signing() {}

    /// A request as a client has it.
    record Request(String method, String path, String query, Map<String, String> headers) {
        Headers sent() {
            WritableHeaders<?> sent = WritableHeaders.create();
            headers.forEach((name, value) -> sent.set(HeaderNames.create(name), value));
            return sent;
        }

        SignedRequest parts() {
            return new SignedRequest(method, path, query, sent());
        }

        Request with(String header, String value) {
            var changed = new LinkedHashMap<>(headers);
            changed.put(header, value);
            return new Request(method, path, query, changed);
        }

        Request withQuery(String changed) {
            return new Request(method, path, changed, headers);
        }
    }

    /// As eventbridge-client calls putEvents.
    static Request eventBridge(String id, String secret, Instant at, String nonce) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("date", DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC)));
        headers.put("x-acs-signature-version", "1.0");
        headers.put("x-acs-signature-method", "HMAC-SHA1");
        headers.put("x-acs-signature-nonce", nonce);
        headers.put("x-eventbridge-version", "2015-06-06");
        headers.put("accept", "application/json");
        headers.put("content-type", "application/cloudevents-batch+json; charset=utf-8");
        var unsigned = new Request("POST", "/openapi/putEvents", "", headers);
        String text =
                "POST\n\n"
                        + headers.get("content-type")
                        + "\n"
                        + headers.get("date")
                        + "\nx-acs-signature-method:HMAC-SHA1\nx-acs-signature-nonce:"
                        + nonce
                        + "\nx-acs-signature-version:1.0\n/openapi/putEvents";
        return unsigned.with("authorization", "acs:" + id + ":" + sha1(secret, text));
    }

    /// As openapi-core calls a ROA service by its second version.
    static Request roa(String id, String secret, Instant at, String nonce) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
        String path = "/api/v1/workspaces/action/acceptdataworksevent";
        var headers = new LinkedHashMap<String, String>();
        headers.put("accept", "application/json");
        headers.put("content-type", "application/json; charset=utf-8");
        headers.put("date", date);
        headers.put("x-acs-signature-nonce", nonce);
        headers.put("x-acs-version", "2021-02-04");
        String text =
                "POST\napplication/json\n\napplication/json; charset=utf-8\n"
                        + date
                        + "\nx-acs-signature-nonce:"
                        + nonce
                        + "\nx-acs-version:2021-02-04\n"
                        + path;
        return new Request("POST", path, "", headers)
                .with("authorization", "acs " + id + ":" + sha1(secret, text));
    }

    /// As the example for the CloudEvents SDK signs, which sends no date.
    static Request signatureHelper(String id, String secret) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("x-eventbridge-regionid", "cn-hangzhou");
        String text =
                "POST\n\napplication/json\nnull\nx-eventbridge-regionid:cn-hangzhou\n"
                        + "/openapi/putEvents";
        return new Request("POST", "/openapi/putEvents", "", headers)
                .with("authorization", "acs:" + id + ":" + sha1(secret, text));
    }

    /// As every newer SDK signs.
    static Request acs3(
            String id,
            String secret,
            String method,
            String host,
            String path,
            Map<String, String> parameters,
            Instant at,
            String nonce,
            byte[] body) {
        var headers = new TreeMap<String, String>();
        headers.put("host", host);
        headers.put("x-acs-action", "CreateRule");
        headers.put("x-acs-version", "2020-04-01");
        headers.put("x-acs-date", at.toString());
        headers.put("x-acs-signature-nonce", nonce);
        headers.put("x-acs-content-sha256", sha256(body));
        return signAcs3(id, secret, method, path, parameters, headers);
    }

    static Request signAcs3(
            String id,
            String secret,
            String method,
            String path,
            Map<String, String> parameters,
            Map<String, String> headers) {
        var sorted = new TreeMap<>(headers);
        String names = String.join(";", sorted.keySet());
        String lines =
                sorted.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining());
        String canonical =
                String.join(
                        "\n",
                        method,
                        path,
                        query(new TreeMap<>(parameters)),
                        lines,
                        names,
                        Objects.requireNonNull(headers.get("x-acs-content-sha256")));
        String signature =
                HexFormat.of()
                        .formatHex(
                                mac(
                                        "HmacSHA256",
                                        secret,
                                        "ACS3-HMAC-SHA256\n" + sha256(canonical.getBytes(UTF_8))));
        // What is sent is not sorted.
        List<String> pairs = new ArrayList<>(List.of(query(parameters).split("&")));
        return new Request(method, path, String.join("&", pairs.reversed()), headers)
                .with(
                        "authorization",
                        "ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s"
                                .formatted(id, names, signature));
    }

    /// As RPC clients sign by their second version.
    ///
    /// @param form parameters that go in the body
    static Request rpc(
            String id,
            String secret,
            Map<String, String> parameters,
            Map<String, String> form,
            Instant at,
            String nonce) {
        var all = new TreeMap<>(parameters);
        all.put("AccessKeyId", id);
        all.put("SignatureMethod", "HMAC-SHA1");
        all.put("SignatureVersion", "1.0");
        all.put("SignatureNonce", nonce);
        all.put("Timestamp", at.toString());
        var signed = new TreeMap<>(all);
        signed.putAll(form);
        String text = "POST&%2F&" + escape(query(signed));
        all.put("Signature", sha1(secret + "&", text));
        var request = new Request("POST", "/", query(all), Map.of());
        return form.isEmpty()
                ? request
                : request.with("content-type", "application/x-www-form-urlencoded");
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> escape(one.getKey()) + "=" + escape(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String escape(String text) {
        var escaped = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0)) {
                escaped.append(c);
            } else {
                escaped.append("%%%02X".formatted((int) c));
            }
        }
        return escaped.toString();
    }

    static String sha1(String secret, String text) {
        return Base64.getEncoder().encodeToString(mac("HmacSHA1", secret, text));
    }

    static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(String algorithm, String secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
