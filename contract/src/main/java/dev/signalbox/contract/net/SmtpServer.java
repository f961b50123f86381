package dev.signalbox.contract.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An SMTP server: `smtp://user:password@host:port[?starttls=required]` or `smtps://…`. Characters
/// of user and password that have a meaning in a URL are escaped, such as `%40` for `@`.
///
/// @param host a host name or address; IPv6 addresses without brackets
/// @param port 25 by default, 465 for `smtps`
/// @param user null for a server that asks for none
/// @param password empty for none; never shown
/// @param tls how the connection is encrypted
public record SmtpServer(String host, int port, @Nullable String user, String password, Tls tls) {
    /// How a connection is encrypted.
    public enum Tls {
        /// By STARTTLS where the server offers it.
        WHEN_OFFERED,
        /// By STARTTLS, or not at all.
        REQUIRED,
        /// From its first byte on.
        FROM_THE_START
    }

    /// Reads the URL.
    ///
    /// @throws IllegalArgumentException saying what is wrong, without quoting the password
    public static SmtpServer parse(String text) {
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is no URL; are special characters of the password escaped, as %40 for @?");
        }
        boolean smtps = "smtps".equals(uri.getScheme());
        if ((!smtps && !"smtp".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "is not smtp://user:password@host:port or smtps://…");
        }
        String path = uri.getRawPath();
        if (uri.getRawFragment() != null || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException("has more than user, password, host and port");
        }
        int port = uri.getPort() < 0 ? (smtps ? 465 : 25) : uri.getPort();
        if (port == 0 || port > 65_535) {
            throw new IllegalArgumentException("has a port that is not within 1 to 65535");
        }
        String[] login = login(uri.getRawUserInfo());
        return new SmtpServer(
                uri.getHost().replaceAll("[\\[\\]]", ""),
                port,
                login[0].isEmpty() ? null : login[0],
                login[1],
                tls(smtps, uri.getRawQuery()));
    }

    private static String[] login(@Nullable String userInfo) {
        if (userInfo == null) {
            return new String[] {"", ""};
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new String[] {decode(userInfo), ""}
                : new String[] {
                    decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1))
                };
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Tls tls(boolean smtps, @Nullable String query) {
        if (query == null || query.isEmpty()) {
            return smtps ? Tls.FROM_THE_START : Tls.WHEN_OFFERED;
        }
        if (query.equals("starttls=required") && !smtps) {
            return Tls.REQUIRED;
        }
        throw new IllegalArgumentException(
                smtps
                        ? "has a query, which smtps:// does not take"
                        : "has a query other than starttls=required");
    }

    @Override
    public String toString() {
        return "%s://%s%s%s"
                .formatted(
                        tls == Tls.FROM_THE_START ? "smtps" : "smtp",
                        user == null ? "" : user + ":***@",
                        new HostPort(host, port),
                        tls == Tls.REQUIRED ? "?starttls=required" : "");
    }
}
