package dev.signalbox.contract.contact;

import dev.signalbox.contract.net.HostName;
import java.util.Locale;
import java.util.regex.Pattern;

/// An e-mail address of one person, as a mail server takes it (RFC 5321, 4.1.2).
///
/// The part before the `@` is ASCII: words with single dots between them, or a text in quotes. The
/// domain is a host name with a dot; one in another script is written in its ASCII form.
///
/// @param local what comes before the `@`, quotes included
/// @param domain in ASCII and lower case
public record EmailAddress(String local, String domain) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;
    private static final Pattern WORDS =
            Pattern.compile(
                    "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern QUOTED = Pattern.compile("\"(?:[ !#-\\[\\]-~]|\\\\[ -~])+\"");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /// Reads an address.
    ///
    /// @throws IllegalArgumentException saying what it must be
    public static EmailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("must be an e-mail address such as ops@example.com");
        }
        String local = text.substring(0, at);
        if (local.chars().anyMatch(c -> c >= 0x7f)) {
            throw new IllegalArgumentException(
                    "must be an e-mail address with ASCII characters only before the @");
        }
        if (!WORDS.matcher(local).matches() && !QUOTED.matcher(local).matches()) {
            throw new IllegalArgumentException(
                    "must be one e-mail address such as ops@example.com: letters, digits, single"
                            + " dots and !#$%&'*+/=?^_`{|}~- before the @, or a text in quotes");
        }
        if (local.length() > LONGEST_LOCAL) {
            throw new IllegalArgumentException(
                    "must be an e-mail address with at most %d characters before the @"
                            .formatted(LONGEST_LOCAL));
        }
        var address = new EmailAddress(local, domain(text.substring(at + 1)));
        if (address.toString().length() > LONGEST) {
            throw new IllegalArgumentException(
                    "must be an e-mail address of at most %d characters".formatted(LONGEST));
        }
        return address;
    }

    private static String domain(String text) {
        if (HostName.isAmbiguous(text)) {
            throw new IllegalArgumentException(
                    "must be an e-mail address whose domain has no ß, ς or joiner: write that"
                            + " domain in its ASCII form, xn--…");
        }
        String domain;
        try {
            domain = HostName.ascii(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            domain = "";
        }
        String[] labels = domain.split("\\.", -1);
        boolean good =
                labels.length > 1
                        && domain.length() <= LONGEST_DOMAIN
                        && !NUMBER.matcher(labels[labels.length - 1]).matches();
        for (String label : labels) {
            good &= LABEL.matcher(label).matches();
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "must be an e-mail address with a domain such as example.com after the @");
        }
        return domain;
    }

    /// As mail servers take it.
    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
