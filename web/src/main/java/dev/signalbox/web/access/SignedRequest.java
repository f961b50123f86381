package dev.signalbox.web.access;

import dev.signalbox.contract.acs.Acs3;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.HeaderText;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parts of a request that its signature covers, without the body.
///
/// The texts to sign are those of Alibaba Cloud's clients: eventbridge-client 1.3.14 for
/// `/openapi`, openapi-core 1.0.8 for ROA and RPC, "V3 request structure and signature" for ACS3,
/// and the SignatureHelper among the EventBridge SDK's examples.
///
/// @param path as it was sent
/// @param query as it was sent, without the question mark
record SignedRequest(String method, String path, String query, Headers headers) {
    private static final HeaderName CONTENT_MD5 = HeaderNames.create("content-md5");
    private static final String ACS = "x-acs-";

    static SignedRequest of(ServerRequest request) {
        return new SignedRequest(
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                request.prologue().query().rawValue(),
                request.headers());
    }

    /// A header's value, or null where it is not there.
    ///
    /// @throws ApiException 400 where it is not UTF-8
    @Nullable String header(HeaderName name) {
        return headers.contains(name) ? HeaderText.ofAll(headers.get(name)).strip() : null;
    }

    @Nullable String contentMd5() {
        return header(CONTENT_MD5);
    }

    private String orEmpty(HeaderName name) {
        String value = header(name);
        return value == null ? "" : value;
    }

    /// The text that the clients of `/openapi` sign.
    String eventBridge() {
        return method + "\n" + common(orEmpty(HeaderNames.DATE), ACS, Query.decode(query));
    }

    /// The text that ROA clients sign by their second version: with `accept`.
    String roa() {
        return method
                + "\n"
                + orEmpty(HeaderNames.ACCEPT)
                + "\n"
                + common(orEmpty(HeaderNames.DATE), ACS, Query.decode(query));
    }

    /// The text that the example for the CloudEvents SDK signs: other headers, `null` for no date,
    /// the query as it is.
    String signatureHelper() {
        String date = header(HeaderNames.DATE);
        return method
                + "\n"
                + common(date == null ? "null" : date, "x-eventbridge", Query.raw(query));
    }

    private String common(String date, String prefix, Query parameters) {
        return orEmpty(CONTENT_MD5)
                + "\n"
                + orEmpty(HeaderNames.CONTENT_TYPE)
                + "\n"
                + date
                + "\n"
                + lines(prefix)
                + resource(parameters);
    }

    private String resource(Query parameters) {
        return parameters.parameters().isEmpty() ? path : path + "?" + parameters.plain();
    }

    private String lines(String prefix) {
        var lines = new TreeMap<String, String>();
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            if (name.startsWith(prefix)) {
                lines.put(name, HeaderText.ofAll(header).strip());
            }
        }
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ":" + line.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /// The canonical request of ACS3-HMAC-SHA256.
    ///
    /// @param signed names of the signed headers, in the order of the signature
    /// @param bodyHash SHA-256 of the body in hexadecimal
    String acs3(List<String> signed, String bodyHash) {
        var lines = new StringBuilder();
        for (String name : signed) {
            String value = header(HeaderNames.create(name));
            lines.append(name).append(':').append(value == null ? "" : value).append('\n');
        }
        return String.join(
                "\n",
                method,
                path,
                Query.decode(query).escaped(name -> true),
                lines,
                String.join(";", signed),
                bodyHash);
    }

    /// The text that RPC clients sign by their second version: all parameters, and nothing else.
    String rpc(Query parameters) {
        return method
                + "&%2F&"
                + Acs3.escape(parameters.escaped(name -> !name.equals("Signature")));
    }

    /// The parameters in the query, and in the body where that is a form.
    ///
    /// @param body reads the body
    /// @throws IllegalArgumentException when an escape is broken
    Query parameters(Supplier<byte[]> body) {
        Query parameters = Query.decode(query);
        String type = orEmpty(HeaderNames.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        return type.startsWith("application/x-www-form-urlencoded")
                ? parameters.and(Query.decode(new String(body.get(), StandardCharsets.UTF_8)))
                : parameters;
    }

    /// The names of all `x-acs-` headers, which a client has to sign.
    List<String> acsHeaders() {
        return headers.stream()
                .map(header -> header.headerName().lowerCase())
                .filter(name -> name.startsWith(ACS))
                .toList();
    }

    /// Without headers: the key itself may be among them.
    @Override
    public String toString() {
        return method + " " + path;
    }
}
