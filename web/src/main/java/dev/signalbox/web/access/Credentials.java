package dev.signalbox.web.access;

import dev.signalbox.web.ApiException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The credentials of a request.
sealed interface Credentials {
    /// The id of the key that is claimed.
    String keyId();

    /// The key itself: `Authorization: Basic` or `Bearer`, or EventBridge's token.
    record Secret(String keyId, String secret) implements Credentials {
        @Override
        public String toString() {
            return "secret of " + keyId;
        }
    }

    /// `Authorization: acs:id:signature`, by HMAC-SHA1; also with a space for the first colon.
    record Header(String keyId, String signature) implements Credentials {}

    /// `Authorization: ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.
    record Acs3(String keyId, List<String> signedHeaders, String signature)
            implements Credentials {}

    /// Parameters in the query or in a form, by HMAC-SHA1.
    record Rpc(String keyId, String signature) implements Credentials {}

    Pattern HEADER = Pattern.compile("acs[: ]([^: ]+):(\\S+)", Pattern.CASE_INSENSITIVE);
    Pattern ACS3 =
            Pattern.compile(
                    "ACS3-HMAC-SHA256 +Credential=([^,\\s]+), *SignedHeaders=([^,\\s]+),"
                            + " *Signature=([0-9a-f]+)");

    /// The header for the token of EventBridge's HTTP targets, which send no `Authorization`.
    /// Source: help.aliyun.com, "Event target parameters".
    HeaderName TOKEN = HeaderNames.create("x-eventbridge-signature-token");

    /// Reads the credentials of a request that brings events: without others, EventBridge's token.
    ///
    /// @param form as for [#of]
    /// @throws ApiException 401 when it has none that can be checked
    static Credentials ofSender(SignedRequest request, Supplier<byte[]> form) {
        String token =
                request.header(HeaderNames.AUTHORIZATION) == null ? request.header(TOKEN) : null;
        if (token == null) {
            return of(request, form);
        }
        Credentials secret = token(token);
        if (secret == null) {
            throw new ApiException(
                    401,
                    "SignatureDoesNotMatch",
                    TOKEN.lowerCase() + ": is neither id:secret nor the base64 of it");
        }
        return secret;
    }

    private static @Nullable Credentials token(String token) {
        return secret(token.indexOf(':') < 0 ? decoded(token) : token);
    }

    /// Reads the credentials of a request.
    ///
    /// @param form reads the body; called only where RPC clients send a form with their signature
    /// @throws ApiException 401 when it has none that can be checked
    static Credentials of(SignedRequest request, Supplier<byte[]> form) {
        String authorization = request.header(HeaderNames.AUTHORIZATION);
        if (authorization == null) {
            return ofParameters(request, form);
        }
        Matcher header = HEADER.matcher(authorization);
        if (header.matches()) {
            return new Header(header.group(1), header.group(2));
        }
        Matcher acs3 = ACS3.matcher(authorization);
        if (acs3.matches()) {
            return new Acs3(acs3.group(1), List.of(acs3.group(2).split(";")), acs3.group(3));
        }
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
        String token = authorization.substring(space + 1).strip();
        Credentials secret =
                switch (scheme) {
                    case "basic" -> secret(decoded(token));
                    case "bearer" -> token(token);
                    default -> null;
                };
        if (secret == null) {
            throw new ApiException(
                    401,
                    "SignatureDoesNotMatch",
                    "Authorization: is neither acs:id:signature, nor ACS3-HMAC-SHA256, nor Basic,"
                            + " nor Bearer");
        }
        return secret;
    }

    private static Credentials ofParameters(SignedRequest request, Supplier<byte[]> form) {
        if (request.path().equals("/") || request.query().contains("Signature=")) {
            Query parameters = parameters(request, form);
            String id = parameters.value("AccessKeyId");
            String signature = parameters.value("Signature");
            if (id != null && signature != null) {
                return new Rpc(id, signature);
            }
        }
        throw new ApiException(
                401, "InvalidAccessKeyId", "Authorization: is missing; calls need an access key");
    }

    private static Query parameters(SignedRequest request, Supplier<byte[]> form) {
        try {
            return request.parameters(form);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    401,
                    "SignatureDoesNotMatch",
                    "the query or the form holds an escape that is none");
        }
    }

    private static @Nullable Credentials secret(@Nullable String pair) {
        int colon = pair == null ? -1 : pair.indexOf(':');
        return pair == null || colon < 0
                ? null
                : new Secret(pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
