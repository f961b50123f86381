package dev.signalbox.contract.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/// An IP network in CIDR notation, such as `10.0.0.0/8` or `::1/128`; a bare address is a network
/// of one.
///
/// @param address the network's address; bits beyond the prefix are ignored
/// @param prefixLength the number of leading bits that count, 0 to 32 (IPv4) or 128 (IPv6)
public record Network(InetAddress address, int prefixLength) {
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /// @throws IllegalArgumentException when the prefix is longer than the address
    public Network {
        int bits = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefix length %d is not within 0 to %d".formatted(prefixLength, bits));
        }
    }

    /// Reads CIDR notation. Host names are not looked up: only literal addresses are networks.
    ///
    /// @throws IllegalArgumentException naming the text, when it is not a network
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP network");
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            int bits = address.getAddress().length * 8;
            return new Network(
                    address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP network", e);
        }
    }

    /// Whether an address is in this network. An IPv4 address is never in an IPv6 network.
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefixLength / 8;
        if (!Arrays.equals(mine, 0, whole, theirs, 0, whole)) {
            return false;
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
