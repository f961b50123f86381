package dev.signalbox.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/// Whether a caller takes an answer that is packed by gzip: the header `Accept-Encoding` (RFC 9110,
/// section 12.5.3) names it, and not with the weight 0.
public final class AcceptedEncoding {
    private AcceptedEncoding() {}

    /// Whether the header names gzip.
    public static boolean isGzip(ServerRequest request) {
        for (String value : request.headers().values(HeaderNames.ACCEPT_ENCODING)) {
            for (String coding : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = coding.split(";", 2);
                if (parts[0].strip().equals("gzip")) {
                    return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0{0,3})?");
                }
            }
        }
        return false;
    }
}
