package dev.signalbox.contract.contact;

/// An e-mail address with the name that people see.
///
/// @param name empty for none
public record Mailbox(String name, EmailAddress address) {
    /// Reads `ops@example.com`, `Signalbox <ops@example.com>` or `"Ops, night" <ops@example.com>`.
    ///
    /// @throws IllegalArgumentException saying what it must be
    public static Mailbox parse(String text) {
        String line = text.strip();
        if (line.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must be one line");
        }
        int open = line.lastIndexOf('<');
        if (open < 0 || !line.endsWith(">")) {
            return new Mailbox("", EmailAddress.parse(line));
        }
        String address = line.substring(open + 1, line.length() - 1).strip();
        return new Mailbox(unquoted(line.substring(0, open).strip()), EmailAddress.parse(address));
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1") : name;
    }
}
