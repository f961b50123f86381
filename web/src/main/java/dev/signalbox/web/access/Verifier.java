package dev.signalbox.web.access;

import dev.signalbox.contract.acs.Acs3;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.BodyHash;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Verifies the credentials of a request against a key.
///
/// A key that does not exist is checked like one that does, and refused afterwards. Signatures are
/// checked before times and nonces, so that a caller without the key cannot use up a nonce.
final class Verifier {
    private static final int LONGEST_TEXT_SHOWN = 4_096;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /// Headers and parameters, the latter as they are written in a query and in the text of an RPC.
    /// The targets of a rule hold signing keys and urls with tokens.
    private static final List<String> MAY_HOLD_SECRET =
            List.of(
                    "securitytoken",
                    "security-token",
                    "authorization",
                    "cookie",
                    "targets=",
                    "targets%3d");

    private static final HeaderName NONCE = HeaderNames.create("x-acs-signature-nonce");
    private static final HeaderName DATE = HeaderNames.create("x-acs-date");
    private static final HeaderName CONTENT_HASH = HeaderNames.create("x-acs-content-sha256");
    private static final List<String> MUST_BE_SIGNED =
            Stream.of(HeaderNames.HOST, DATE, NONCE, CONTENT_HASH)
                    .map(HeaderName::lowerCase)
                    .toList();

    private final UsedNonces nonces;

    Verifier(UsedNonces nonces) {
        this.nonces = nonces;
    }

    /// The result of a check.
    ///
    /// @param text that had to be signed; null where the key itself was sent
    /// @param signedAt null where the client says no time
    private record Check(
            boolean right,
            @Nullable String text,
            @Nullable Instant signedAt,
            @Nullable String nonce,
            @Nullable BodyHash body) {}

    /// Checks a request.
    ///
    /// @param form reads the body; called only where the signature covers the parameters in it
    /// @param whenWrong called where the key is unknown, or its secret or signature wrong
    /// @return the hash that the body has to have, or null
    /// @throws ApiException 401 when it is not proved that the request comes from the key's owner,
    ///   or that it comes for the first time
    @Nullable BodyHash verify(
            Credentials credentials,
            AccessKey key,
            SignedRequest request,
            Entrance entrance,
            Supplier<byte[]> form,
            Runnable whenWrong) {
        Check check = check(credentials, key, request, form);
        if (!key.isKnown() || !check.right()) {
            whenWrong.run();
        }
        if (!key.isKnown()) {
            throw new ApiException(401, "InvalidAccessKeyId", "there is no such access key");
        }
        if (!check.right()) {
            throw mismatch(check.text() == null ? "the secret is wrong" : mismatchMessage(check));
        }
        if (check.text() != null) {
            checkTime(check, key, entrance);
        }
        if (check.body() != null && request.header(HeaderNames.CONTENT_ENCODING) != null) {
            throw new ApiException(
                    415, "UnsupportedMediaType", "a body whose hash is signed cannot be packed");
        }
        return check.body();
    }

    private Check check(
            Credentials credentials, AccessKey key, SignedRequest request, Supplier<byte[]> form) {
        try {
            return switch (credentials) {
                case Credentials.Secret secret ->
                        new Check(key.hasSecret(secret.secret()), null, null, null, null);
                case Credentials.Header header -> header(header, key, request);
                case Credentials.Acs3 acs3 -> acs3(acs3, key, request);
                case Credentials.Rpc rpc -> rpc(rpc, key, request, form);
            };
        } catch (DateTimeException e) {
            throw mismatch(
                    "the time of the request cannot be read: it is neither like"
                            + " 2026-11-21T02:07:38Z nor like Sat, 21 Nov 2026 02:07:38 GMT");
        } catch (IllegalArgumentException e) {
            throw mismatch("the query or the names of the signed headers cannot be read");
        }
    }

    private static Check header(
            Credentials.Header credentials, AccessKey key, SignedRequest request) {
        String md5 = request.contentMd5();
        BodyHash body = md5 == null ? null : new BodyHash(BodyHash.Form.MD5, md5);
        Instant date = time(request.header(HeaderNames.DATE));
        String text = request.eventBridge();
        if (key.signed(text, credentials.signature())
                || key.signed(request.roa(), credentials.signature())) {
            return new Check(
                    true,
                    text,
                    date == null ? time(request.header(DATE)) : date,
                    request.header(NONCE),
                    body);
        }
        boolean right = key.signed(request.signatureHelper(), credentials.signature());
        return new Check(right, text, date, null, body);
    }

    private static Check acs3(Credentials.Acs3 credentials, AccessKey key, SignedRequest request) {
        requireSigned(credentials.signedHeaders(), MUST_BE_SIGNED);
        requireSigned(credentials.signedHeaders(), request.acsHeaders());
        String hash = required(request, CONTENT_HASH);
        if (!SHA_256.matcher(hash).matches()) {
            throw mismatch(CONTENT_HASH.lowerCase() + ": is no SHA-256 in hexadecimal");
        }
        String text = request.acs3(credentials.signedHeaders(), hash);
        String digest = BodyHash.Form.SHA_256.of(text.getBytes(StandardCharsets.UTF_8));
        return new Check(
                key.signedSha256(Acs3.ALGORITHM + "\n" + digest, credentials.signature()),
                text,
                time(required(request, DATE)),
                required(request, NONCE),
                new BodyHash(BodyHash.Form.SHA_256, hash));
    }

    private static void requireSigned(List<String> signed, List<String> required) {
        for (String name : required) {
            if (!signed.contains(name)) {
                throw mismatch("SignedHeaders: " + name + " is not among them");
            }
        }
    }

    private static String required(SignedRequest request, HeaderName header) {
        String value = request.header(header);
        if (value == null || value.isEmpty()) {
            throw mismatch(header.lowerCase() + ": is missing");
        }
        return value;
    }

    /// The signature covers neither the path nor the headers, hence only one path takes it.
    private static Check rpc(
            Credentials.Rpc credentials,
            AccessKey key,
            SignedRequest request,
            Supplier<byte[]> form) {
        if (!request.path().equals("/")) {
            throw mismatch("a signature among the parameters is good for the path / only");
        }
        Query parameters = request.parameters(form);
        String text = request.rpc(parameters);
        String nonce = parameters.value("SignatureNonce");
        Instant signedAt = time(parameters.value("Timestamp"));
        if (nonce == null || nonce.isEmpty() || signedAt == null) {
            throw mismatch("SignatureNonce or Timestamp: is missing");
        }
        return new Check(key.signedRpc(text, credentials.signature()), text, signedAt, nonce, null);
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.endsWith("Z")
                ? Instant.parse(text)
                : DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    }

    /// Whoever has seen a request without a time can send it again. As an event it would be dropped
    /// as a duplicate; a change of rules would not.
    private void checkTime(Check check, AccessKey key, Entrance entrance) {
        if (check.signedAt() != null) {
            nonces.check(key.id(), check.signedAt(), check.nonce());
        } else if (entrance != Entrance.EVENTS) {
            throw mismatch("date: is missing, which is allowed for events only");
        }
    }

    private static String mismatchMessage(Check check) {
        String text = Objects.requireNonNull(check.text());
        String lower = text.toLowerCase(Locale.ROOT);
        boolean mayHoldSecret = MAY_HOLD_SECRET.stream().anyMatch(lower::contains);
        return mayHoldSecret || text.length() > LONGEST_TEXT_SHOWN
                ? "the signature does not match"
                : "the signature does not match; the text to sign is here: " + text;
    }

    private static ApiException mismatch(String message) {
        return new ApiException(401, "SignatureDoesNotMatch", message);
    }
}
