package dev.signalbox.web.site;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.wire.Authority;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hosts by which a server without access keys may be called: IP addresses, `localhost`, and
/// names of the settings.
///
/// Any other name could be a stranger's that leads here (DNS rebinding): a browser lets the pages
/// of that name read everything under it, since to the browser they are of one origin.
public record OwnHosts(Set<String> names) {
    /// Copies what could change.
    public OwnHosts {
        names = Set.copyOf(names);
    }

    /// The hosts of the settings.
    public static OwnHosts of(Settings settings) {
        var names = new HashSet<>(settings.http().hosts());
        names.add("localhost");
        names.add(settings.http().address().host().toLowerCase(Locale.ROOT));
        return new OwnHosts(names);
    }

    /// The host that a request names although it is not one of these; null where there is none.
    ///
    /// A request without `Host`, as HTTP/1.0 allows, comes from no browser. A whole URL in place of
    /// the path names a host too.
    public @Nullable String foreign(ServerRequest request) {
        String target = request.prologue().uriPath().rawPath();
        if (!target.startsWith("/") && !target.equals("*")) {
            String host = hostOf(target);
            if (!contain(host)) {
                return host;
            }
        }
        if (!request.headers().contains(HeaderNames.HOST)) {
            return null;
        }
        String host = request.headers().get(HeaderNames.HOST).values().strip();
        return contain(host) ? null : host;
    }

    private static String hostOf(String url) {
        int start = url.indexOf("://");
        String rest = start < 0 ? url : url.substring(start + 3);
        int end = rest.indexOf('/');
        return start < 0 || end < 0 ? rest : rest.substring(0, end);
    }

    private boolean contain(String host) {
        Authority called = Authority.parse(host);
        return called != null && (names.contains(called.host()) || isAddress(called.host()));
    }

    private static boolean isAddress(String host) {
        try {
            var _ =
                    host.startsWith("[")
                            ? Inet6Address.ofLiteral(host.substring(1, host.length() - 1))
                            : Inet4Address.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
