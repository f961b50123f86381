package dev.signalbox.notifier.http;

import dev.signalbox.contract.net.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says which addresses a target may not have: those that lead into somebody's own network rather
/// than to the public internet. Rules are written by tenants, requests are made from the operator's
/// network, and a rule must not become a way to read what only that network may.
///
/// IPv6 is allowed only where addresses are given out for the public (2000::/3), and there not
/// where an address carries a refused IPv4 address (6to4, ISATAP). Sources: the IANA
/// special-purpose address registries; the metadata addresses are those of Alibaba Cloud
/// (100.100.100.200), Azure (168.63.129.16) and everybody else (169.254.169.254).
final class Guard {
    private record Refused(Network network, String what) {}

    private static final List<Refused> REFUSED =
            List.of(
                    refused("0.0.0.0/8", "unspecified"),
                    refused("10.0.0.0/8", "private"),
                    refused("100.100.100.200/32", "a cloud's metadata service"),
                    refused("100.64.0.0/10", "a carrier's private network"),
                    refused("127.0.0.0/8", "loopback"),
                    refused("168.63.129.16/32", "a cloud's metadata service"),
                    refused("169.254.169.254/32", "a cloud's metadata service"),
                    refused("169.254.0.0/16", "link-local"),
                    refused("172.16.0.0/12", "private"),
                    refused("192.0.0.0/24", "reserved for protocols"),
                    refused("192.0.2.0/24", "for documentation"),
                    refused("192.88.99.0/24", "a 6to4 relay"),
                    refused("192.168.0.0/16", "private"),
                    refused("198.18.0.0/15", "for benchmarks"),
                    refused("198.51.100.0/24", "for documentation"),
                    refused("203.0.113.0/24", "for documentation"),
                    refused("224.0.0.0/4", "multicast"),
                    refused("240.0.0.0/4", "reserved"),
                    refused("::/128", "unspecified"),
                    refused("::1/128", "loopback"),
                    refused("fc00::/7", "private"),
                    refused("fe80::/10", "link-local"),
                    refused("ff00::/8", "multicast"),
                    refused("2001::/23", "reserved for protocols"),
                    refused("2001:db8::/32", "for documentation"),
                    refused("3fff::/20", "for documentation"));

    private static final Network PUBLIC_IPV6 = Network.parse("2000::/3");
    private static final Network NAT64 = Network.parse("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

    /// How a url says that it means this machine. A name that only leads here does not: whoever
    /// owns it could let it lead here later.
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    private final List<Network> allowed;
    private final boolean thisMachine;

    /// @param allowed networks that targets may be in all the same
    /// @param thisMachine whether a url that names this machine may be called
    Guard(List<Network> allowed, boolean thisMachine) {
        this.allowed = List.copyOf(allowed);
        this.thisMachine = thisMachine;
    }

    private static Refused refused(String network, String what) {
        return new Refused(Network.parse(network), what);
    }

    /// What the address of a host is that makes it refused; null when it may be called.
    @Nullable String refusal(String host, InetAddress address) {
        boolean named =
                thisMachine
                        && address.isLoopbackAddress()
                        && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
        return named ? null : refusal(address);
    }

    /// What the address is that makes it refused, such as `loopback`; null when it may be called.
    @Nullable String refusal(InetAddress address) {
        for (Network network : allowed) {
            if (network.contains(address)) {
                return null;
            }
        }
        for (Refused refused : REFUSED) {
            if (refused.network.contains(address)) {
                return refused.what;
            }
        }
        return address instanceof Inet4Address ? null : refusalOfIpv6(address);
    }

    private @Nullable String refusalOfIpv6(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NAT64.contains(address)) {
            return refusalOfEmbedded(bytes, 12);
        }
        if (!PUBLIC_IPV6.contains(address)) {
            return "not a public address";
        }
        if (SIX_TO_FOUR.contains(address)) {
            return refusalOfEmbedded(bytes, 2);
        }
        boolean isatap =
                (bytes[8] & ~0x02) == 0
                        && bytes[9] == 0
                        && bytes[10] == 0x5e
                        && bytes[11] == (byte) 0xfe;
        return isatap ? refusalOfEmbedded(bytes, 12) : null;
    }

    private @Nullable String refusalOfEmbedded(byte[] ipv6, int offset) {
        try {
            InetAddress embedded =
                    InetAddress.getByAddress(Arrays.copyOfRange(ipv6, offset, offset + 4));
            String what = refusal(embedded);
            return what == null ? null : "a way to " + embedded.getHostAddress() + ", " + what;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
