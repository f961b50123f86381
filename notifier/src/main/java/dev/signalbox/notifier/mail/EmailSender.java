package dev.signalbox.notifier.mail;

import dev.signalbox.contract.contact.EmailAddress;
import dev.signalbox.contract.contact.Mailbox;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.net.SmtpServer;
import dev.signalbox.contract.net.SmtpServer.Tls;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.settings.MailSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.channel.PreparedTargets;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.message.PlainText;
import dev.signalbox.notifier.tls.ClientTls;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands e-mail to the mail server of the settings, one connection for each delivery and at most
/// [#CONNECTIONS] at one time.
///
/// The `Message-ID` is made of the delivery id: a message that comes twice, because the answer to
/// the first was lost, can be recognized by it. Whatever a subject or a contact holds, it adds no
/// header and no recipient. The certificate of the server must be good and name the host.
///
/// The server is the operator's choice and may be in any network. Called by the delivery threads,
/// which block in it; one thread of its own cuts the connections whose time is up.
public final class EmailSender implements AutoCloseable {
    /// Connections to the mail server at one time.
    static final int CONNECTIONS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(EmailSender.class);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final int LONGEST_SUBJECT = 200;
    private static final int OK = 250;

    private final MailSettings mail;
    private final Duration deadline;
    private final Messages messages;
    private final InstantSource clock;
    private final ClientTls tls;
    private final PreparedTargets<Target.Email, Transformer> targets =
            new PreparedTargets<>((target, rule) -> PreparedTargets.transformer(target));
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final Set<SmtpConnection> openConnections = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("signalbox-mail-deadlines").daemon().factory());

    /// @param messages makes the text of events where a target has no transform
    public EmailSender(Settings settings, Messages messages, InstantSource clock) {
        this(settings, messages, clock, ClientTls.of(settings.delivery().tls()));
    }

    EmailSender(Settings settings, Messages messages, InstantSource clock, ClientTls tls) {
        mail = settings.mail();
        deadline = settings.delivery().timeout();
        this.messages = messages;
        this.clock = clock;
        this.tls = tls;
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /// Makes one attempt.
    public Reply send(Delivery delivery, Target.Email target) {
        SmtpServer server = mail.server();
        if (server == null) {
            return new Reply.Refused(0, "there is no mail server: SIGNALBOX_SMTP is not set");
        }
        String sender = mail.sender();
        if (sender == null) {
            return new Reply.Refused(0, "e-mail has no sender: SIGNALBOX_MAIL_FROM is not set");
        }
        return targets.with(
                delivery.target(),
                target,
                transformer ->
                        switch (EmailMessage.write(delivery, target, transformer, messages)) {
                            case EmailMessage.Impossible impossible ->
                                    new Reply.Refused(0, impossible.reason());
                            case EmailMessage.Written content ->
                                    send(delivery, content, server, sender);
                        });
    }

    private Reply send(
            Delivery delivery, EmailMessage.Written content, SmtpServer server, String sender) {
        InternetAddress from = sender(Mailbox.parse(sender));
        InternetAddress to;
        try {
            to = address(EmailAddress.parse(delivery.contact()));
        } catch (IllegalArgumentException e) {
            return new Reply.Refused(0, "the contact is no e-mail address; it " + e.getMessage());
        }
        if (!place()) {
            return new Reply.Postponed(BUSY);
        }
        var connection = new SmtpConnection(tls);
        openConnections.add(connection);
        Future<?> cut =
                deadlines.schedule(connection::cut, deadline.toMillis(), TimeUnit.MILLISECONDS);
        try {
            Session session = Session.getInstance(properties(server, from, connection));
            return hand(session, server, connection, message(session, delivery, content, from, to));
        } catch (MessagingException e) {
            return new Reply.Refused(0, "no e-mail can be made of this event");
        } finally {
            cut.cancel(false);
            openConnections.remove(connection);
            connections.release();
        }
    }

    private boolean place() {
        try {
            return connections.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Reply hand(
            Session session, SmtpServer server, SmtpConnection connection, Identified message)
            throws MessagingException {
        Transport transport = session.getTransport("smtp");
        try {
            // Without a password the library does not log in; with one it would, as whoever runs
            // us.
            String password = server.user() == null ? null : server.password();
            transport.connect(server.host(), server.port(), server.user(), password);
            transport.sendMessage(message, message.getAllRecipients());
            return new Reply.Taken(OK);
        } catch (MessagingException e) {
            var replies = new SmtpReplies(server);
            return connection.isCut()
                    ? replies.late(time(), transport.isConnected(), message.isWritten())
                    : replies.of(e, message.isWritten());
        } finally {
            hangUp(transport);
        }
    }

    /// What goes wrong from here on changes nothing: the server has the message, or has not.
    private static void hangUp(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.atDebug()
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("the mail server did not say good-bye");
        }
    }

    private String time() {
        return deadline.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static InternetAddress address(EmailAddress checked) {
        var address = new InternetAddress();
        address.setAddress(checked.toString());
        return address;
    }

    private static InternetAddress sender(Mailbox mailbox) {
        InternetAddress address = address(mailbox.address());
        if (!mailbox.name().isEmpty()) {
            try {
                address.setPersonal(mailbox.name(), StandardCharsets.UTF_8.name());
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException("every JDK has UTF-8", e);
            }
        }
        return address;
    }

    private Identified message(
            Session session,
            Delivery delivery,
            EmailMessage.Written content,
            InternetAddress from,
            InternetAddress to)
            throws MessagingException {
        String utf8 = StandardCharsets.UTF_8.name();
        var message = new Identified(session, delivery.id() + "@" + domain(from));
        message.setFrom(from);
        message.setRecipient(RecipientType.TO, to);
        message.setSubject(PlainText.line(content.subject(), LONGEST_SUBJECT), utf8);
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(content.text(), utf8, content.html() ? "html" : "plain");
        message.saveChanges();
        return message;
    }

    private static String domain(InternetAddress address) {
        return address.getAddress().substring(address.getAddress().lastIndexOf('@') + 1);
    }

    /// A message that knows its id, and whether it was written whole to the server.
    private static final class Identified extends MimeMessage {
        private final String id;
        private boolean written;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        boolean isWritten() {
            return written;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored)
                throws IOException, MessagingException {
            super.writeTo(out, ignored);
            written = true;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }

    private Properties properties(
            SmtpServer server, InternetAddress from, SmtpConnection connection) {
        Duration connect = deadline.compareTo(LONGEST_CONNECT) < 0 ? deadline : LONGEST_CONNECT;
        var properties = new Properties();
        properties.setProperty("mail.smtp.auth", Boolean.toString(server.user() != null));
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty(
                "mail.smtp.ssl.enable", Boolean.toString(server.tls() == Tls.FROM_THE_START));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty(
                "mail.smtp.starttls.required", Boolean.toString(server.tls() == Tls.REQUIRED));
        properties.setProperty("mail.smtp.connectiontimeout", Long.toString(connect.toMillis()));
        properties.setProperty("mail.smtp.timeout", Long.toString(deadline.toMillis()));
        properties.setProperty("mail.smtp.localhost", domain(from));
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.socketFactory", connection);
        properties.put("mail.smtp.ssl.socketFactory", connection.tls());
        return properties;
    }

    /// Cuts what is under way.
    @Override
    public void close() {
        deadlines.shutdownNow();
        openConnections.forEach(SmtpConnection::cut);
    }
}
