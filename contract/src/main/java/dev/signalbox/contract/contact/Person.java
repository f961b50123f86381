package dev.signalbox.contract.contact;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A person whom rules notify by name.
///
/// @param name any text of 1 to 64 characters without control characters, and without blanks at its
///   ends; unique within an account
/// @param ways the numbers and the address at which the person is reached
public record Person(String name, Map<Way, String> ways) {
    /// The rule for names, in words.
    public static final String NAMES = "1 to 64 characters without blanks at the ends";

    private static final int LONGEST_NAME = 64;

    /// Copies the ways.
    ///
    /// @throws IllegalArgumentException when nobody can be called so, or reached there
    public Person {
        if (!isName(name)) {
            throw new IllegalArgumentException("a person's name must have " + NAMES);
        }
        var copy = new EnumMap<Way, String>(Way.class);
        copy.putAll(ways);
        copy.forEach(Way::check);
        ways = Collections.unmodifiableMap(copy);
    }

    /// Whether a person may be called so.
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePointCount(0, name.length()) <= LONGEST_NAME
                && name.equals(name.strip())
                && name.codePoints().noneMatch(Character::isISOControl);
    }

    /// The number or address of a way; null where the person is not reached by it.
    public @Nullable String address(Way way) {
        return ways.get(way);
    }
}
