package dev.signalbox.contract.net;

import java.net.IDN;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The form of a host name that the name service, TLS and HTTP take: ASCII, with other letters in
/// Punycode (`müller.example` is `xn--mller-kva.example`).
///
/// A name that older and newer rules (RFC 3490 and RFC 5891) read as different hosts is refused: a
/// delivery must not go to another host than the one that its author's browser shows.
public final class HostName {
    private static final String IN_PUNYCODE = "; write it in the form that begins with xn--";
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    /// Sharp s, final sigma and the two joiners.
    private static final Pattern AMBIGUOUS =
            Pattern.compile("[\\x{df}\\x{1e9e}\\x{3c2}\\x{200c}\\x{200d}]");

    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

    /// A URL up to its host, its host, and what follows.
    private static final Pattern URL =
            Pattern.compile("([^:/?#]*://)([^/?#@:\\[]*)(.*)", Pattern.DOTALL);

    private HostName() {}

    /// Whether a name has characters that older and newer rules read as different hosts.
    public static boolean isAmbiguous(String name) {
        return AMBIGUOUS.matcher(name).find();
    }

    /// A host name in ASCII.
    ///
    /// @param name a name or an IPv4 address
    /// @throws IllegalArgumentException saying what is wrong with it, to be read after "the url"
    public static String ascii(String name) {
        boolean ascii = ASCII.matcher(name).matches();
        if (isAmbiguous(name)) {
            throw new IllegalArgumentException(
                    "has a host name with ß, ς or a joiner, which old and new programs read as"
                            + " different names"
                            + IN_PUNYCODE);
        }
        String found;
        try {
            found = IDN.toASCII(name, ascii ? 0 : IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ascii
                            ? "has a host name that no name service knows: each part between dots"
                                    + " has 1 to 63 characters"
                            : "has a host name that cannot be written in ASCII" + IN_PUNYCODE);
        }
        if (!ascii && DIGITS.matcher(found).matches()) {
            throw new IllegalArgumentException(
                    "has an IP address in characters other than 0 to 9 and the dot");
        }
        return ascii ? name : found;
    }

    /// A URL with its host name in ASCII, and all else as it is.
    ///
    /// @throws IllegalArgumentException as [#ascii] does
    public static String inUrl(String url) {
        Matcher parts = URL.matcher(url);
        return parts.matches() && !parts.group(2).isEmpty()
                ? parts.group(1) + ascii(parts.group(2)) + parts.group(3)
                : url;
    }
}
