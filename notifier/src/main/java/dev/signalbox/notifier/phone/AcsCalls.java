package dev.signalbox.notifier.phone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.acs.Acs3;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Credentials;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.http.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;

/// Calls Alibaba Cloud's SMS and voice services as their own clients do: all parameters in the
/// query, nothing in the body, signed with ACS3-HMAC-SHA256. Source: what dysmsapi20170525 4.1.2
/// was seen to send.
final class AcsCalls {
    /// The code of success.
    static final String OK = "OK";

    private static final String VERSION = "2017-05-25";

    private final HttpCalls http;
    private final InstantSource clock;
    private final Supplier<String> nonces;

    /// The result of a call.
    sealed interface Answer {
        /// The service says what it did.
        ///
        /// @param code `OK`, or why it did not
        /// @param message the same in the service's words
        /// @param retryAfter how long it asked to be left alone
        record Said(int status, String code, String message, RetryAfter retryAfter)
                implements Answer {}

        /// The service has not got the call.
        ///
        /// @param reply what that means for the delivery
        record NotReached(Reply reply) implements Answer {}

        /// The service may have done what it was asked for.
        record Unknown(int status, String reason) implements Answer {}
    }

    /// @param nonces texts that never come twice
    AcsCalls(HttpCalls http, InstantSource clock, Supplier<String> nonces) {
        this.http = http;
        this.clock = clock;
        this.nonces = nonces;
    }

    /// Makes one call.
    Answer call(URI endpoint, Credentials key, String action, Map<String, String> parameters) {
        String query = Acs3.query(parameters);
        HttpUrl url =
                HttpUrl.parse(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + "/")
                        .with(query);
        HttpPost request = http.request(url);
        sign(request, url, query, action, key);
        return switch (http.postOnce(request, url)) {
            case HttpCalls.Result.Answer answer -> said(answer, key);
            case HttpCalls.Result.NoAnswer none when none.arrived() ->
                    new Answer.Unknown(none.reply().httpStatus(), reason(none.reply()));
            case HttpCalls.Result.NoAnswer none -> new Answer.NotReached(none.reply());
        };
    }

    private void sign(HttpPost request, HttpUrl url, String query, String action, Credentials key) {
        var headers = new TreeMap<String, String>();
        headers.put("x-acs-action", action);
        headers.put("x-acs-version", VERSION);
        headers.put("x-acs-date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        headers.put("x-acs-signature-nonce", nonces.get());
        headers.put("x-acs-content-sha256", Acs3.EMPTY_BODY);
        headers.put("x-acs-credentials-provider", "static_ak");
        headers.forEach(request::addHeader);
        headers.put("host", url.host().toHostString());
        String canonical = Acs3.canonical("POST", "/", query, headers, Acs3.EMPTY_BODY);
        request.addHeader("accept", "application/json");
        request.addHeader(
                "authorization",
                Acs3.authorization(key.id(), headers, Acs3.signature(key.secret(), canonical)));
    }

    private static String reason(Reply reply) {
        return switch (reply) {
            case Reply.Failed failed -> failed.reason();
            case Reply.Refused refused -> refused.reason();
            case Reply.Throttled throttled -> throttled.reason();
            case Reply.Taken _, Reply.Postponed _ -> "no answer";
        };
    }

    /// The services answer a signature that does not match with what they were sent; the secret is
    /// not in it, and would not be shown if it were.
    private static Answer said(HttpCalls.Result.Answer answer, Credentials key) {
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            return withoutCode(answer);
        }
        String code = body.path("Code").asText();
        boolean told = code.equals(OK) ? answer.status() / 100 == 2 : !code.isEmpty();
        return !told
                ? withoutCode(answer)
                : new Answer.Said(
                        answer.status(),
                        code,
                        body.path("Message").asText().replace(key.secret(), "***"),
                        answer.retryAfter());
    }

    /// Something other than the service answered, on the way to it or on the way back.
    private static Answer withoutCode(HttpCalls.Result.Answer answer) {
        int status = answer.status();
        if (status == 429 || status == 503 || (status >= 300 && status < 500 && status != 408)) {
            return new Answer.NotReached(answer.byStatus());
        }
        return new Answer.Unknown(status, "answered " + status + " without a code");
    }
}
