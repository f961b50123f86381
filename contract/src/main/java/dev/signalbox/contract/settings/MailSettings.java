package dev.signalbox.contract.settings;

import dev.signalbox.contract.contact.EmailAddress;
import dev.signalbox.contract.contact.Mailbox;
import dev.signalbox.contract.net.SmtpServer;
import org.jspecify.annotations.Nullable;

/// The mail server and the sender of e-mail.
///
/// @param server the SMTP server; null where none is given, and then no e-mail goes out
/// @param from the sender, such as `Signalbox <ops@example.com>`; null where none is given
public record MailSettings(@Nullable SmtpServer server, @Nullable String from) {
    static MailSettings read(SettingsReader reader) {
        return new MailSettings(
                reader.optional(Setting.SMTP, SmtpServer::parse),
                reader.optional(Setting.MAIL_FROM, MailSettings::checkedSender));
    }

    /// @throws IllegalArgumentException when it is no address, with or without a name before it
    private static String checkedSender(String text) {
        try {
            var _ = Mailbox.parse(text);
        } catch (IllegalArgumentException e) {
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
        try {
            return user == null ? null : EmailAddress.parse(user).toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
