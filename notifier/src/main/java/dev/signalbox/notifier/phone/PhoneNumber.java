package dev.signalbox.notifier.phone;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Contacts as the services write phone numbers: those of mainland China without a country code,
/// all others with it, none with a plus.
final class PhoneNumber {
    private static final String CHINA = "+86";
    private static final Pattern MOBILE = Pattern.compile("1[0-9]{10}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{3,20}");

    private PhoneNumber() {}

    /// The number that a text message goes to; null where the contact is none.
    static @Nullable String forText(String contact) {
        String domestic = domestic(contact);
        if (domestic != null) {
            return domestic;
        }
        String number = contact.startsWith("+") ? contact.substring(1) : contact;
        return DIGITS.matcher(number).matches() ? number : null;
    }

    /// The number that is called; null where the contact is not one of mainland China, the only
    /// ones that the voice service calls.
    static @Nullable String forCall(String contact) {
        String domestic = domestic(contact);
        if (domestic != null) {
            return domestic;
        }
        return !contact.startsWith("+") && DIGITS.matcher(contact).matches() ? contact : null;
    }

    private static @Nullable String domestic(String contact) {
        if (!contact.startsWith(CHINA)) {
            return null;
        }
        String rest = contact.substring(CHINA.length());
        if (!DIGITS.matcher(rest).matches()) {
            return null;
        }
        return MOBILE.matcher(rest).matches() || rest.startsWith("0") ? rest : "0" + rest;
    }
}
