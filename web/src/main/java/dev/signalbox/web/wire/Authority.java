package dev.signalbox.web.wire;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host and maybe a port, as `Host` and `Origin` write them.
///
/// @param host a name in lower case, or an IP address; IPv6 addresses in brackets
/// @param port -1 for none
public record Authority(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{0,5}))?");

    /// Reads `host` or `host:port`; null where the text has another form.
    public static @Nullable Authority parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String port = parts.group(2);
        return new Authority(
                parts.group(1).toLowerCase(Locale.ROOT),
                port == null || port.isEmpty() ? -1 : Integer.parseInt(port));
    }

    /// With that port where there is none.
    public Authority withDefaultPort(int byDefault) {
        return port < 0 ? new Authority(host, byDefault) : this;
    }
}
