package dev.signalbox.contract.settings;

import dev.signalbox.contract.net.SmtpServer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The mail server and the sender of e-mail.
///
/// @param server the SMTP server; null where none is given, and then no e-mail goes out
/// @param from the sender, such as `Signalbox <ops@example.com>`; null where none is given
public record MailSettings(@Nullable SmtpServer server, @Nullable String from) {
    private static final Pattern SENDER =
            Pattern.compile("[^<>]*<[^<>@\\s]+@[^<>@\\s]+>|[^<>@\\s]+@[^<>@\\s]+");

    static MailSettings read(SettingsReader reader) {
        return new MailSettings(
                reader.optional(Setting.SMTP, SmtpServer::parse),
                reader.optional(Setting.MAIL_FROM, MailSettings::checkedSender));
    }

    /// @throws IllegalArgumentException when it is no address, with or without a name before it
    private static String checkedSender(String text) {
        if (!SENDER.matcher(text).matches() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither ops@example.com nor Signalbox <ops@example.com>");
        }
        return text;
    }

    /// The sender: that of the settings, else the user that the server knows us by where that is an
    /// address, as for DirectMail it must be; null where neither is.
    public @Nullable String sender() {
        if (from != null || server == null) {
            return from;
        }
        String user = server.user();
        return user != null && user.indexOf('@') > 0 ? user : null;
    }
}
