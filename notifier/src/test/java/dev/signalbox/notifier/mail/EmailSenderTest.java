package dev.signalbox.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.DeliveryOptions;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.Messages;
import dev.signalbox.notifier.testkit.Certificates;
import dev.signalbox.notifier.testkit.RawServer;
import dev.signalbox.notifier.testkit.TestRules;
import dev.signalbox.notifier.tls.ClientTls;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailSenderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final RuleKey RULE = new RuleKey(TestRules.ACCOUNT, "default", "mail");
    private static final String CONTACT = "ops@example.com";
    private static final String PASSWORD = "s3same:open";
    private static final String HOSTILE =
            """
            {"id": "e-1", "time": "2026-11-21T03:59:58+08:00",
             "data": {"DisplayName": "<b>x</b>\\r\\nBcc: evil@example.com", "Status": "Failed",
                      "reviewUrl": "https://a.example/?x=1&y=\\"><script>", "n": 12345678901234567890.50}}
            """;

    @TempDir static Path folder;
    private static Certificates good;
    private static Certificates ofAnotherHost;

    private final GreenMail mail =
            new GreenMail(
                    new ServerSetup[] {
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
                    });

    @BeforeAll
    static void make() throws Exception {
        good = Certificates.make(folder, "ip:127.0.0.1");
        ofAnotherHost = Certificates.make(folder, "dns:elsewhere.example");
        System.setProperty("greenmail.tls.keystore.file", good.file().toString());
    }

    @BeforeEach
    void start() {
        mail.setUser("signalbox@example.com", "signalbox", PASSWORD);
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    private static Settings settings(String smtp, Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("SIGNALBOX_DELIVERY_TIMEOUT", DEADLINE.toString());
        all.put("SIGNALBOX_SMTP", smtp);
        all.putIfAbsent("SIGNALBOX_MAIL_FROM", "信号 <signalbox@example.com>");
        return Settings.forRoom(all);
    }

    private static EmailSender sender(Settings settings, ClientTls tls) {
        return new EmailSender(
                settings, new Messages(ZoneId.of("Asia/Shanghai")), InstantSource.fixed(NOW), tls);
    }

    private static Reply send(String smtp, Target.Email target, String contact, String event) {
        return send(smtp, target, contact, event, ClientTls.of(good.context()));
    }

    private static Reply send(
            String smtp, Target.Email target, String contact, String event, ClientTls tls) {
        try (EmailSender sender = sender(settings(smtp, Map.of()), tls)) {
            return sender.send(delivery(contact, event), target);
        }
    }

    private static Delivery delivery(String contact, String event) {
        return TestRules.delivery(
                "e-1", RULE.target("mail"), contact, "pai:DlcJobProgress:Failed", event);
    }

    private static Target.Email target(@Nullable String subject, boolean html, Transform made) {
        DeliveryOptions usual = DeliveryOptions.DEFAULT;
        return new Target.Email(
                "mail",
                new DeliveryOptions(made, usual.retry(), true, usual.concurrency(), 0, Map.of()),
                List.of(CONTACT),
                subject,
                html);
    }

    private static Target.Email plain() {
        return target(null, false, Transform.ORIGINAL);
    }

    private String smtp() {
        return "smtp://signalbox:s3same%3Aopen@127.0.0.1:" + mail.getSmtp().getPort();
    }

    private static String scripted(ScriptedSmtp server, String query) {
        return "smtp://signalbox:s3same%3Aopen@127.0.0.1:" + server.port() + query;
    }

    private MimeMessage received() {
        assertThat(mail.getReceivedMessages()).hasSize(1);
        return mail.getReceivedMessages()[0];
    }

    @Test
    void aLetterSaysWhatHappenedAndWhoWroteIt() throws Exception {
        assertThat(send(smtp(), plain(), CONTACT, HOSTILE)).isEqualTo(new Reply.Taken(250));

        MimeMessage letter = received();
        assertThat(letter.getHeader("From")[0]).matches("\\p{ASCII}+");
        assertThat(letter.getFrom()[0]).hasToString("=?UTF-8?B?5L+h5Y+3?= <signalbox@example.com>");
        assertThat(letter.getRecipients(RecipientType.TO)).hasSize(1);
        assertThat(letter.getRecipients(RecipientType.TO)[0]).hasToString(CONTACT);
        assertThat(letter.getMessageID())
                .isEqualTo("<" + delivery(CONTACT, HOSTILE).id() + "@example.com>");
        assertThat(letter.getSentDate()).isEqualTo(Date.from(NOW));
        assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(letter.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat((String) letter.getContent())
                .contains("<b>x</b> Bcc: evil@example.com")
                .contains("Status: Failed")
                .contains("Happened: 2026-11-21 03:59:58")
                .contains("Signalbox rule: mail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Job failed\r\nBcc: evil@example.com",
                "Job failed\nBcc: evil@example.com",
                "Job failed\r\n\r\n<script>",
                "Job failed\u2028Bcc: evil@example.com",
                "任务\r\nBcc: evil@example.com\u202e"
            })
    void aSubjectIsOneLineWhateverStandsInIt(String subject) throws Exception {
        send(smtp(), target(subject, false, Transform.ORIGINAL), CONTACT, "{}");

        MimeMessage letter = received();
        assertThat(letter.getSubject()).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e]");
        assertThat(letter.getHeader("Bcc")).isNull();
        assertThat(letter.getAllRecipients()).hasSize(1);
        assertThat(letter.getHeader("Subject")).hasSize(1);
    }

    @Test
    void withoutASubjectItIsTheEventsTitle() throws Exception {
        send(smtp(), plain(), CONTACT, HOSTILE);

        assertThat(received().getSubject()).contains(": <b>x</b> Bcc: evil@example.com");
        assertThat(received().getHeader("Bcc")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@example.com, b@example.com",
                "a@example.com>\r\nRCPT TO:<b@example.com",
                "A <a@example.com>",
                "a@example.com\nBcc: b@example.com",
                "a b@example.com",
                "nobody",
                "",
                "@example.com",
                "用户@example.com"
            })
    void aContactThatIsNotOneAddressIsRefused(String contact) {
        assertThat(send(smtp(), plain(), contact, "{}"))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no e-mail address"));
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ops@例子.example | ops@xn--fsqu00a.example",
                "ops@bücher.example | ops@xn--bcher-kva.example",
                "o'brien+jobs@example.com | o'brien+jobs@example.com",
                "\"a b\"@example.com | \"a b\"@example.com",
                "\"a..b,c@d\"@example.com | \"a..b,c@d\"@example.com"
            })
    void everyAddressThatARuleMayNameIsWrittenInAscii(String contact, String address) {
        try (var server = new ScriptedSmtp(Map.of(), null)) {
            assertThat(send("smtp://127.0.0.1:" + server.port(), plain(), contact, "{}"))
                    .isEqualTo(new Reply.Taken(250));

            assertThat(server.lines).contains("RCPT TO:<" + address + ">");
        }
    }

    @Test
    void inHtmlNothingOfTheEventIsMarkup() throws Exception {
        send(smtp(), target("x", true, Transform.ORIGINAL), CONTACT, HOSTILE);

        MimeMessage letter = received();
        assertThat(letter.getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
        assertThat((String) letter.getContent())
                .contains("&lt;b&gt;x&lt;/b&gt; Bcc: evil@example.com")
                .doesNotContain("<b>", "<script");
    }

    @Test
    void aTemplateMayHaveMarkupAndWhatFillsItMayNot() throws Exception {
        var template =
                new Transform.Template(
                        Map.of("name", "$.data.DisplayName", "data", "$.data"),
                        "<h1>${name}</h1><pre>${data}</pre>");
        send(smtp(), target("x", true, template), CONTACT, HOSTILE);

        assertThat((String) received().getContent())
                .startsWith("<h1>&lt;b&gt;x&lt;/b&gt;")
                .contains("12345678901234567890.50")
                .doesNotContain("<b>", "<script");
    }

    @Test
    void inPlainTextATransformIsSentAsItIs() throws Exception {
        var path = new Transform.JsonPath("$.data.DisplayName");
        send(smtp(), target("x", false, path), CONTACT, HOSTILE);

        assertThat(((String) received().getContent()).strip())
                .isEqualTo("<b>x</b>\r\nBcc: evil@example.com");
    }

    @Test
    void anEmptyTextIsRefused() {
        var path = new Transform.Constant(" ");
        assertThat(send(smtp(), target("x", false, path), CONTACT, HOSTILE))
                .isInstanceOf(Reply.Refused.class);
    }

    @Test
    void aServerThatSpeaksTlsFromTheStartIsTrustedForItsCertificate() throws Exception {
        String smtps = smtp().replace("smtp:", "smtps:").replaceAll(":[0-9]+$", "");

        assertThat(send(smtps + ":" + mail.getSmtps().getPort(), plain(), CONTACT, "{}"))
                .isEqualTo(new Reply.Taken(250));
        assertThat(
                        send(
                                smtps + ":" + mail.getSmtps().getPort(),
                                plain(),
                                CONTACT,
                                "{}",
                                ClientTls.of(SSLContext.getDefault())))
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith("no TLS with 127.0.0.1"));
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dns:elsewhere.example | -1d | 10 | for another host name",
                "ip:127.0.0.1 | -20d | 10 | has expired; its owner has to renew it",
                "ip:127.0.0.1 | +20d | 10 | is not valid yet",
                "ip:127.0.0.1 | -2d | 10 | an authority that is not known here"
            })
    void aCertificateThatIsNotGoodIsSaidInPlainWords(
            String name, String start, String days, String words) throws Exception {
        Certificates made = Certificates.signed(folder, name, start, days);
        Path authority = made.authorityTo(folder.resolve("mail-authority.pem"));
        Map<String, String> known =
                words.contains("not known")
                        ? Map.of()
                        : Map.of("SIGNALBOX_TARGET_CA", authority.toString());
        try (var server = new ScriptedSmtp(Map.of(), made.context())) {
            for (String query : List.of("", "?starttls=required")) {
                assertThat(sendTrusting(scripted(server, query), known))
                        .isInstanceOfSatisfying(
                                Reply.Failed.class,
                                failed ->
                                        assertThat(failed.reason())
                                                .startsWith("no TLS with 127.0.0.1")
                                                .contains(words)
                                                .doesNotContain("Exception", "sun.", "PKIX"));
            }
            assertThat(server.lines).noneMatch(line -> line.contains("AUTH"));
        }
    }

    @Test
    void anAuthorityOfTheSettingsIsTrustedForTheMailServer() throws Exception {
        Path authority = good.authorityTo(folder.resolve("good-authority.pem"));
        try (var server = new ScriptedSmtp(Map.of(), good.context())) {
            assertThat(
                            sendTrusting(
                                    scripted(server, "?starttls=required"),
                                    Map.of("SIGNALBOX_TARGET_CA", authority.toString())))
                    .isEqualTo(new Reply.Taken(250));
        }
    }

    private static Reply sendTrusting(String smtp, Map<String, String> more) {
        try (var sender =
                new EmailSender(
                        settings(smtp, more),
                        new Messages(ZoneId.of("Asia/Shanghai")),
                        InstantSource.fixed(NOW))) {
            return sender.send(delivery(CONTACT, "{}"), plain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?starttls=required"})
    void theConnectionIsEncryptedBeforeThePasswordIsTold(String query) {
        try (var server = new ScriptedSmtp(Map.of(), good.context())) {
            assertThat(send(scripted(server, query), plain(), CONTACT, "{}"))
                    .isEqualTo(new Reply.Taken(250));

            assertThat(server.lines.getFirst()).isEqualTo("EHLO example.com");
            assertThat(server.lines)
                    .anyMatch(line -> line.startsWith("tls AUTH PLAIN "))
                    .noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void theCertificateOfAnotherHostIsNotGoodEnough() {
        try (var server = new ScriptedSmtp(Map.of(), ofAnotherHost.context())) {
            ClientTls trusting = ClientTls.of(ofAnotherHost.context());

            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}", trusting))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .startsWith("no TLS with 127.0.0.1"));
            assertThat(server.lines).noneMatch(line -> line.contains("AUTH"));
        }
    }

    @Test
    void aServerWithoutTheStarttlsThatIsRequiredGetsNothing() {
        try (var server = new ScriptedSmtp(Map.of(), null)) {
            assertThat(send(scripted(server, "?starttls=required"), plain(), CONTACT, "{}"))
                    .isEqualTo(
                            new Reply.Failed(
                                    0,
                                    "the mail server offers no STARTTLS, which SIGNALBOX_SMTP"
                                            + " requires",
                                    Duration.ZERO));
            assertThat(server.lines).noneMatch(line -> line.contains("AUTH"));
        }
    }

    @Test
    void whoHasNoUserDoesNotLogIn() {
        try (var server = new ScriptedSmtp(Map.of(), null)) {
            assertThat(send("smtp://127.0.0.1:" + server.port(), plain(), CONTACT, "{}"))
                    .isEqualTo(new Reply.Taken(250));
            assertThat(server.lines).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void aPasswordThatIsWrongIsToldWithoutIt() {
        String wrong = smtp().replace("s3same", "t0psecret");

        assertThat(send(wrong, plain(), CONTACT, "{}"))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> {
                            assertThat(refused.httpStatus()).isEqualTo(535);
                            assertThat(refused.reason())
                                    .contains("does not accept the user or the password")
                                    .doesNotContain("t0psecret");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250 AUTH XOAUTH2 OAUTHBEARER | 504 no | takes no user and password, and perhaps only OAuth",
                "250 AUTH CRAM-MD5 | 504 no | takes no user and password",
                "250 AUTH PLAIN | 504 5.5.4 unrecognized | takes no user and password",
                "250 AUTH PLAIN | 535 5.7.139 basic authentication is disabled | perhaps only OAuth",
                "250 AUTH PLAIN | 534 5.7.9 Application-specific password required | asks for an app password",
                "250 AUTH PLAIN | 535 Login fail. Please enter your authorization code | asks for an app password",
                "250 AUTH PLAIN | 538 encryption required | on an encrypted connection only",
                "250 AUTH PLAIN | 535 bad credentials | does not accept the user or the password"
            })
    void aLoginThatFailsIsToldInWordsThatFit(String offered, String answer, String reason) {
        String hello = "250-mail.example\r\n" + offered;
        try (var server = new ScriptedSmtp(Map.of("EHLO", hello, "AUTH", answer), null)) {
            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}"))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason()).contains(reason));
        }
    }

    @Test
    void whoMistakesTheKindOfAPortIsToldSo() {
        String wrong = "smtps://127.0.0.1:" + mail.getSmtp().getPort();
        assertThat(send(wrong, plain(), CONTACT, "{}"))
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .startsWith("no TLS with 127.0.0.1")
                                        .contains("write smtp://…?starttls=required"));

        wrong = "smtp://127.0.0.1:" + mail.getSmtps().getPort();
        assertThat(send(wrong, plain(), CONTACT, "{}"))
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .startsWith("the mail server did not answer within 4s")
                                        .contains("begin SIGNALBOX_SMTP with smtps://"));
    }

    @Test
    void aMessageWhoseAnswerIsLostIsSentAFewTimesMoreAtMost() {
        try (var server = new ScriptedSmtp(Map.of(".", ""), null)) {
            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}"))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> {
                                assertThat(failed.briefly()).isTrue();
                                assertThat(failed.reason())
                                        .contains("it may have taken the message");
                            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "greeting, 421 busy",
        "greeting, 554 not you",
        "EHLO, 421 busy",
        "AUTH, 454 later",
        "AUTH, 535 no s3same:open",
        "MAIL, 451 later",
        "MAIL, 553 not this sender",
        "RCPT, 450 mailbox busy",
        "RCPT, 550 5.1.1 no such user",
        "DATA, 451 later",
        "DATA, 554 no",
        "'.', 452 full",
        "'.', 552 too large s3same:open"
    })
    void fourIsLaterAndFiveIsNever(String stage, String answer) {
        try (var server = new ScriptedSmtp(Map.of(stage, answer, "HELO", answer), null)) {
            Reply reply = send(scripted(server, ""), plain(), CONTACT, "{}");

            int code = Integer.parseInt(answer.substring(0, 3));
            assertThat(reply.httpStatus()).isEqualTo(code);
            String reason =
                    switch (reply) {
                        case Reply.Failed failed when code < 500 -> failed.reason();
                        case Reply.Refused refused when code >= 500 -> refused.reason();
                        case Reply.Failed _,
                                Reply.Refused _,
                                Reply.Throttled _,
                                Reply.Taken _,
                                Reply.Postponed _ ->
                                throw new AssertionError(reply);
                    };
            assertThat(reason)
                    .contains(code + ": " + answer.substring(4).replace(PASSWORD, "***"))
                    .doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AHNpZ25hbGJveABzM3NhbWU6b3Blbg==", "czNzYW1lOm9wZW4="})
    void aPasswordThatIsRepeatedAsItWasSentIsNotToldEither(String sent) {
        try (var server = new ScriptedSmtp(Map.of("AUTH", "500 what is " + sent + "?"), null)) {
            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}"))
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.reason()).endsWith("500: what is ***?"));
        }
    }

    @Test
    void whatGoesWrongAfterTheMessageWasTakenDoesNotMatter() {
        try (var server = new ScriptedSmtp(Map.of("QUIT", ""), null)) {
            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}"))
                    .isEqualTo(new Reply.Taken(250));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeting", "EHLO", "RCPT", "."})
    void aServerThatHangsUpMayBeTriedAgain(String stage) {
        try (var server = new ScriptedSmtp(Map.of(stage, "", "HELO", ""), null)) {
            assertThat(send(scripted(server, ""), plain(), CONTACT, "{}"))
                    .isInstanceOf(Reply.Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"silence", "drip"})
    void aServerThatTakesItsTimeIsCutOff(String behaviour) {
        try (var server =
                new RawServer(socket -> {
                    for (int i = 0; behaviour.equals("drip") && i < 1_000; i++) {
                        RawServer.write(socket, "2");
                        socket.setSoTimeout(50);
                        waitForNothing(socket.getInputStream());
                    }
                    int _ = socket.getInputStream().read();
                })) {
            long began = System.nanoTime();

            Reply reply = send("smtp://127.0.0.1:" + server.port(), plain(), CONTACT, "{}");

            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .startsWith(
                                                    "the mail server did not answer within 4s"));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(DEADLINE.plusSeconds(2));
        }
    }

    private static void waitForNothing(java.io.InputStream in) throws IOException {
        try {
            int _ = in.read();
        } catch (java.net.SocketTimeoutException e) {
            // As it should be.
        }
    }

    @Test
    void aServerThatIsNotThereMayComeBack() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(send("smtp://127.0.0.1:" + port, plain(), CONTACT, "{}"))
                .isEqualTo(
                        new Reply.Failed(0, "no connection to 127.0.0.1:" + port, Duration.ZERO));
        assertThat(send("smtp://nowhere.invalid", plain(), CONTACT, "{}"))
                .isEqualTo(
                        new Reply.Failed(
                                0, "the host name nowhere.invalid is not known", Duration.ZERO));
    }

    @Test
    void whoFindsAllConnectionsInUseComesLater() throws Exception {
        try (var server =
                        new RawServer(socket -> {
                            int _ = socket.getInputStream().read();
                        });
                EmailSender sender =
                        sender(
                                settings("smtp://127.0.0.1:" + server.port(), Map.of()),
                                ClientTls.of(good.context()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies =
                    IntStream.range(0, EmailSender.CONNECTIONS + 1)
                            .mapToObj(i ->
                                    threads.submit(
                                            () -> sender.send(delivery(CONTACT, "{}"), plain())))
                            .toList();

            int postponed = 0;
            for (Future<Reply> reply : replies) {
                postponed += reply.get() instanceof Reply.Postponed ? 1 : 0;
            }
            assertThat(postponed).isEqualTo(1);
        }
    }

    @Test
    void withoutServerOrSenderTheTargetIsRefused() {
        ClientTls tls = ClientTls.of(good.context());
        try (EmailSender none = sender(Settings.forRoom(Map.of()), tls);
                EmailSender nobody =
                        sender(
                                Settings.forRoom(
                                        Map.of("SIGNALBOX_SMTP", "smtp://user@127.0.0.1:1")),
                                tls)) {
            assertThat(none.send(delivery(CONTACT, "{}"), plain()))
                    .isEqualTo(
                            new Reply.Refused(
                                    0, "there is no mail server: SIGNALBOX_SMTP is not set"));
            assertThat(nobody.send(delivery(CONTACT, "{}"), plain()))
                    .isEqualTo(
                            new Reply.Refused(
                                    0, "e-mail has no sender: SIGNALBOX_MAIL_FROM is not set"));
        }
    }

    @Test
    void theSameDeliveryHasTheSameMessageIdEachTime() throws MessagingException {
        send(smtp(), plain(), CONTACT, "{}");
        send(smtp(), plain(), CONTACT, "{}");

        MimeMessage[] letters = mail.getReceivedMessages();
        assertThat(letters).hasSize(2);
        assertThat(letters[0].getMessageID()).isEqualTo(letters[1].getMessageID());
    }
}
