package dev.signalbox.notifier.mail;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.net.SmtpServer;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.PlainText;
import dev.signalbox.notifier.tls.TlsFailure;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/// Reads from a mail server's answer, or its lack of one, what it means for the delivery. Source:
/// RFC 5321, 4.2.1.
///
/// | answer | means |
/// |---|---|
/// | 2yz | taken |
/// | 4yz | failed: it may work later |
/// | 5yz | refused |
/// | no connection, no TLS, no STARTTLS where it is required, no answer in time | failed |
final class SmtpReplies {
    private static final int LONGEST_TEXT = 160;
    private static final Pattern CODE =
            Pattern.compile("(?:^|response: )([2-5][0-9]{2})(?:[ -](.*))?$", Pattern.MULTILINE);

    private static final Pattern NO_PASSWORDS =
            Pattern.compile("(?i)no authentication mechanisms|basic auth[a-z]* is disabled|oauth");

    private static final Pattern APP_PASSWORD =
            Pattern.compile(
                    "(?i)app(?:lication)?[- ]?(?:specific )?password|authori[sz]ation code");

    /// A server that begins without TLS answers the handshake with its greeting.
    private static final Pattern NO_TLS =
            Pattern.compile("(?i)unsupported or unrecognized ssl|plaintext connection");

    private static final String PLAIN_AT_FIRST =
            "it begins without TLS, as servers do on ports 25 and 587: write"
                    + " smtp://…?starttls=required";

    private final SmtpServer server;

    /// @param server whose password is never shown, not even where the server repeats it
    SmtpReplies(SmtpServer server) {
        this.server = server;
    }

    /// What it means that a message could not be handed over.
    ///
    /// @param written whether the whole message had been sent
    Reply of(MessagingException thrown, boolean written) {
        for (Exception e = thrown; e != null; e = next(e)) {
            Reply reply =
                    switch (e) {
                        case SMTPAddressFailedException address ->
                                answered(address.getReturnCode(), address.getMessage());
                        case SMTPSenderFailedException sender ->
                                answered(sender.getReturnCode(), sender.getMessage());
                        case SMTPSendFailedException send ->
                                answered(send.getReturnCode(), send.getMessage());
                        default -> null;
                    };
            if (reply != null) {
                return reply;
            }
        }
        if (thrown instanceof AuthenticationFailedException) {
            return notLetIn(text(thrown));
        }
        return noAnswer(thrown, written);
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private @Nullable Reply answered(int code, @Nullable String text) {
        if (code < 400 || code > 599) {
            return null;
        }
        String reason = "the mail server answered " + said(code, text);
        return code < 500
                ? new Reply.Failed(code, reason, Duration.ZERO)
                : new Reply.Refused(code, reason);
    }

    private Reply notLetIn(String text) {
        Matcher parts = CODE.matcher(text);
        int code = parts.find() ? Integer.parseInt(parts.group(1)) : 0;
        if (code >= 400 && code < 500) {
            return new Reply.Failed(
                    code, "the mail server lets nobody in now: " + said(code, text), Duration.ZERO);
        }
        return new Reply.Refused(
                code, "the mail server " + loginProblem(code, text) + ": " + said(code, text));
    }

    /// Why it lets nobody in for good. Source of the codes: RFC 4954, 6, and RFC 5248, 2.4.
    private static String loginProblem(int code, String text) {
        if (code == 504 || NO_PASSWORDS.matcher(text).find()) {
            return "takes no user and password, and perhaps only OAuth: give SIGNALBOX_SMTP an app"
                    + " password where there is such, or another mail server";
        }
        if (code == 534 || APP_PASSWORD.matcher(text).find()) {
            return "asks for an app password instead of the account's own in SIGNALBOX_SMTP";
        }
        if (code == 530 || code == 538) {
            return "takes a password on an encrypted connection only: add ?starttls=required to"
                    + " SIGNALBOX_SMTP, or begin it with smtps://";
        }
        return "does not accept the user or the password of SIGNALBOX_SMTP";
    }

    /// What it means that there was no answer in time.
    ///
    /// @param greeted whether the server had answered anything before
    /// @param written whether the whole message had been sent
    Reply late(String time, boolean greeted, boolean written) {
        String reason = "the mail server did not answer within " + time;
        return written
                ? lost(reason)
                : new Reply.Failed(0, greeted ? reason : reason + tlsHint(), Duration.ZERO);
    }

    /// A server that wants TLS from the first byte says nothing to somebody who begins without.
    private String tlsHint() {
        return server.tls() == SmtpServer.Tls.FROM_THE_START
                ? ""
                : "; if it speaks TLS from the first byte, as servers do on port 465, begin"
                        + " SIGNALBOX_SMTP with smtps://";
    }

    /// The server may have taken the message: another copy is sent a few times at most.
    private static Reply lost(String reason) {
        return new Reply.Failed(
                0,
                reason
                        + "; it may have taken the message, so that a second copy of the same"
                        + " Message-ID may arrive",
                Duration.ZERO,
                true);
    }

    private Reply noAnswer(MessagingException thrown, boolean written) {
        String text = text(thrown);
        Matcher parts = CODE.matcher(text);
        if (parts.find()) {
            Reply reply = answered(Integer.parseInt(parts.group(1)), parts.group(2));
            if (reply != null) {
                return reply;
            }
        }
        String reason = reason(thrown, text);
        return written ? lost(reason) : new Reply.Failed(0, reason, Duration.ZERO);
    }

    private String reason(MessagingException thrown, String text) {
        if (text.startsWith("STARTTLS is required")) {
            return "the mail server offers no STARTTLS, which SIGNALBOX_SMTP requires";
        }
        HostPort place = new HostPort(server.host(), server.port());
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the host name " + server.host() + " is not known";
            }
            if (cause instanceof SSLException tls) {
                return "no TLS with %s: %s"
                        .formatted(
                                place,
                                NO_TLS.matcher(text(tls)).find()
                                        ? PLAIN_AT_FIRST
                                        : TlsFailure.words(tls));
            }
        }
        if (thrown instanceof MailConnectException) {
            return "no connection to " + place;
        }
        return "the connection to the mail server broke: " + cut(text);
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? "no reason was given" : message;
    }

    /// Such as `550: 5.1.1 no such user`.
    private String said(int code, @Nullable String text) {
        String rest = text == null ? "" : cut(text);
        String number = Integer.toString(code);
        if (code == 0) {
            return rest;
        }
        String words = rest.startsWith(number) ? rest.substring(number.length()).strip() : rest;
        return words.isEmpty() ? number : number + ": " + words;
    }

    private String cut(String text) {
        String password = server.password();
        if (password.isEmpty()) {
            return PlainText.line(text, LONGEST_TEXT);
        }
        String masked =
                text.replace(base64("\0" + server.user() + "\0" + password), "***")
                        .replace(base64(password), "***")
                        .replace(password, "***");
        return PlainText.line(masked, LONGEST_TEXT);
    }

    /// As AUTH sends it, and as a server may repeat it.
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
