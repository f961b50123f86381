package dev.signalbox.contract.acs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The signature ACS3-HMAC-SHA256 of Alibaba Cloud's APIs. Source: "V3 request structure and
/// signature".
///
/// ```
/// canonical request = METHOD \n path \n query \n header:value\n … \n header;… \n hex(sha256(body))
/// text to sign      = ACS3-HMAC-SHA256 \n hex(sha256(canonical request))
/// signature         = hex(hmac-sha256(secret, text to sign))
/// ```
public final class Acs3 {
    /// The name that the header `Authorization` begins with.
    public static final String ALGORITHM = "ACS3-HMAC-SHA256";

    /// SHA-256 of nothing, in hexadecimal.
    public static final String EMPTY_BODY = sha256(new byte[0]);

    private Acs3() {}

    /// The parts of a request that are signed.
    ///
    /// @param path as it is sent
    /// @param query as [#query] writes it
    /// @param headers the signed headers, their names in small letters
    /// @param bodyHash SHA-256 of the body in hexadecimal
    public static String canonical(
            String method,
            String path,
            String query,
            SortedMap<String, String> headers,
            String bodyHash) {
        String lines =
                headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n", method, path, query, lines, String.join(";", headers.keySet()), bodyHash);
    }

    /// The signature of a canonical request.
    public static String signature(String secret, String canonical) {
        String text = ALGORITHM + "\n" + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// The value of the header `Authorization`.
    ///
    /// @param keyId the id of the access key
    /// @param headers the signed headers
    public static String authorization(
            String keyId, SortedMap<String, String> headers, String signature) {
        return "%s Credential=%s,SignedHeaders=%s,Signature=%s"
                .formatted(ALGORITHM, keyId, String.join(";", headers.keySet()), signature);
    }

    /// Parameters as a query, sorted by name, escaped as RFC 3986 says.
    public static String query(Map<String, String> parameters) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(one -> escape(one.getKey()) + "=" + escape(one.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /// Escapes all but letters, digits and `-_.~`.
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /// SHA-256 in hexadecimal.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
