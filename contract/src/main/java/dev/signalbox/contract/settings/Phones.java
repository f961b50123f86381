package dev.signalbox.contract.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How text messages and calls go out, by Alibaba Cloud's SMS and voice services.
///
/// @param key the access key that calls are signed with; null where none is given, and then no
///   message and no call goes out
/// @param smsEndpoint where SendSms goes
/// @param smsSignName the registered signature of text messages whose target names none; null for
///   none
/// @param voiceEndpoint where SingleCallByTts goes
public record Phones(
        @Nullable Credentials key,
        URI smsEndpoint,
        @Nullable String smsSignName,
        URI voiceEndpoint) {

    /// @throws IllegalArgumentException when it is not one line
    static String signName(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("is not one line");
        }
        return text;
    }
}
