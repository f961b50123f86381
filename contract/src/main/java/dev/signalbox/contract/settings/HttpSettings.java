package dev.signalbox.contract.settings;

import dev.signalbox.contract.net.AllowedNetworks;
import dev.signalbox.contract.net.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The HTTP door: where it listens, who may call, from where, and how often.
///
/// @param address where it listens
/// @param accessKeys file of the access keys; null where callers need none
/// @param networks the networks that may call
/// @param hosts names, in lower case, that a door without access keys may be called by, beside
///   `localhost`, IP addresses and the name it listens on
/// @param requestsPerSecond of each account; 0 for no limit
/// @param tls the files of its certificate; null where it speaks HTTP without TLS
/// @param called where commands call a Signalbox; null for the address
public record HttpSettings(
        HostPort address,
        @Nullable Path accessKeys,
        AllowedNetworks networks,
        Set<String> hosts,
        int requestsPerSecond,
        @Nullable TlsFiles tls,
        @Nullable URI called) {
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    /// Copies the hosts.
    public HttpSettings {
        hosts = Set.copyOf(hosts);
    }

    static HttpSettings read(SettingsReader reader) {
        return new HttpSettings(
                reader.read(Setting.HTTP, HostPort::parse),
                reader.optional(Setting.ACCESS_KEYS, Path::of),
                reader.read(Setting.ALLOWED_NETWORKS, AllowedNetworks::parse),
                reader.read(Setting.HOSTS, HttpSettings::hosts),
                reader.number(Setting.REQUESTS_PER_SECOND, 0, 1_000_000),
                TlsFiles.read(reader),
                reader.optional(Setting.URL, HttpSettings::url));
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a URL such as http://127.0.0.1:8080");
        }
        return url;
    }

    /// The URL of the door.
    ///
    /// @param port the one it listens on
    public URI url(int port) {
        return URI.create(
                (tls == null ? "http://" : "https://") + new HostPort(address.host(), port));
    }

    /// The URL that commands call.
    public URI callee() {
        return called == null ? url(address.port()) : called;
    }

    private static Set<String> hosts(String text) {
        var hosts = new HashSet<String>();
        for (String host : SettingsReader.parts(text)) {
            if (!HOST_NAME.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        "'" + host + "' is not a host name; ports are left out");
            }
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        return hosts;
    }

    /// Whether callers are programs of this machine, as far as the settings tell: the door is on
    /// loopback and asks for no keys, and no further name says that a proxy stands before it.
    boolean onlyThisMachine() {
        return accessKeys == null && address.isLoopback() && hosts.isEmpty();
    }

    /// Checks that callers from other machines need access keys.
    ///
    /// @throws InvalidSettings when the door is not on loopback and there is no file of keys
    public void requireKeysBeyondLoopback() {
        if (accessKeys == null && !address.isLoopback()) {
            throw new InvalidSettings(
                    List.of(
                            "SIGNALBOX_HTTP: %s can be reached from other machines, which needs"
                                            .formatted(address)
                                    + " SIGNALBOX_ACCESS_KEYS, a file of access keys"));
        }
    }
}
