package dev.signalbox.contract.account;

import java.util.regex.Pattern;

/// The names that accounts, buses, rules and targets may have; none may hold a slash, which
/// separates them in keys. Source: EventBridge, "Limits": at most 127 letters, digits and hyphens,
/// the first a letter or digit; PAI's own buses (`pai-system-<workspace>`) carry workspace names,
/// which may hold underscores.
public final class Names {
    /// The rule for accounts' names, in words.
    public static final String ACCOUNTS = "1 to 64 letters, digits, '-' and '_'";

    /// The rule for buses' names, in words.
    public static final String BUSES =
            "1 to 127 letters, digits, '-' and '_', the first a letter or digit";

    /// The rule for names of rules and targets, in words.
    public static final String RULES =
            "1 to 127 letters, digits, '.', '-' and '_', the first a letter or digit";

    private static final int LONGEST_ACCOUNT = 64;
    private static final Pattern BUS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,126}");
    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,126}");

    /// The beginning that no name of one's own may have. Source: EventBridge, "Limits".
    public static final String RESERVED = "eventbridge-reserved-";

    private Names() {}

    /// Whether an account may be called so; asked for every event, and so without a pattern.
    public static boolean isAccount(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST_ACCOUNT;
    }

    /// Whether a bus may be called so.
    public static boolean isBus(String name) {
        return BUS.matcher(name).matches();
    }

    /// Whether a rule or a target may be called so.
    public static boolean isRule(String name) {
        return RULE.matcher(name).matches();
    }
}
