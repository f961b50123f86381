package dev.signalbox.contract.settings;

import dev.signalbox.contract.net.ServiceUrl;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Alibaba Cloud's services for text messages and calls.
///
/// @param key the access key that calls are signed with; null where none is given, and then no
///   message and no call goes out
/// @param smsEndpoint where SendSms goes
/// @param smsSignName the registered signature of text messages whose target names none; null for
///   none
/// @param voiceEndpoint where SingleCallByTts goes
public record PhoneSettings(
        @Nullable Credentials key,
        URI smsEndpoint,
        @Nullable String smsSignName,
        URI voiceEndpoint) {

    static PhoneSettings read(SettingsReader reader) {
        return new PhoneSettings(
                reader.key(Setting.ALIYUN_ACCESS_KEY_ID, Setting.ALIYUN_ACCESS_KEY_SECRET),
                reader.read(Setting.SMS_ENDPOINT, ServiceUrl::parse),
                reader.optional(Setting.SMS_SIGN_NAME, PhoneSettings::signName),
                reader.read(Setting.VOICE_ENDPOINT, ServiceUrl::parse));
    }

    /// @throws IllegalArgumentException when it is not one line
    private static String signName(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("is not one line");
        }
        return text;
    }
}
