package dev.signalbox.standalone.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.standalone.receive.NotificationReceiver.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationReceiverTest {
    /// The example of github.com/standard-webhooks, its key, id and time.
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String BODY = "{\"test\": 2432232314}";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable NotificationReceiver receiver;

    @AfterEach
    void stop() {
        if (receiver != null) {
            receiver.close();
        }
        http.close();
    }

    @Test
    void aNotificationIsPrintedWithWhatMattersAndAnsweredAsRobotsDo() throws Exception {
        start(new Answer(200, Duration.ZERO), null);

        HttpResponse<String> answer =
                post("/hook?a=b", "{\"名\": \"值\", \"n\": 1.10}", "x-signalbox-attempt", "1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"errcode\": 0", "\"code\": 0");
        assertThat(printed())
                .isEqualTo(
                        """

                        15:02:10 POST /hook?a=b
                        x-signalbox-attempt: 1
                        {
                          "名" : "值",
                          "n" : 1.10
                        }
                        """);
    }

    @Test
    void theStatusAndTheDelayOfTheAnswerAreThoseAskedFor() throws Exception {
        start(new Answer(503, Duration.ofMillis(20)), null);
        long began = System.nanoTime();

        assertThat(post("/", "{}").statusCode()).isEqualTo(503);

        assertThat(System.nanoTime() - began).isGreaterThan(20_000_000);
        assertThat(requireNonNull(receiver).readyLine()).contains("answering 503 after 0.02 s");
    }

    @Test
    void aSignatureIsCheckedWhereThereIsASecret() throws Exception {
        start(new Answer(204, Duration.ZERO), SECRET);

        assertThat(signed(BODY, TIMESTAMP, SIGNATURE)).contains("\nsignature: valid\n");
        assertThat(signed(BODY, TIMESTAMP, "v1,other " + SIGNATURE)).contains("signature: valid");
        assertThat(signed("{}", TIMESTAMP, SIGNATURE)).contains("NOT VALID: another key");
        assertThat(signed(BODY, "1614265331", SIGNATURE)).contains("NOT VALID: another key");
        assertThat(post("/", BODY).statusCode()).isEqualTo(204);
        assertThat(printed()).contains("NOT VALID: it is not signed");
    }

    @Test
    void anOldSignatureIsNotValid() {
        Instant late = Instant.ofEpochSecond(1_614_265_330 + 301);
        assertThat(
                        new WebhookSignature(SECRET)
                                .fault(ID, TIMESTAMP, SIGNATURE, BODY.getBytes(UTF_8), late))
                .contains("five minutes");
    }

    @Test
    void aSecretOfAnotherFormIsRefused() {
        for (String secret : List.of("", "whsec_", "whsec_%", "MfKQ9r8GKYqrTwjU")) {
            assertThatThrownBy(() -> start(new Answer(200, Duration.ZERO), secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("must be whsec_ and a key in base64");
        }
    }

    @Test
    void nothingThatIsReceivedRewritesTheTerminal() throws Exception {
        start(new Answer(200, Duration.ZERO), null);
        post("/", "\u001b[2J\u009b2Jtext");
        assertThat(printed()).endsWith("\n\uFFFD[2J\uFFFD2Jtext\n");
    }

    private void start(Answer answer, @Nullable String secret) throws IOException {
        Instant now = Instant.ofEpochSecond(Long.parseLong(TIMESTAMP));
        receiver =
                NotificationReceiver.start(
                        0,
                        answer,
                        secret,
                        new PrintStream(out, true, UTF_8),
                        Clock.fixed(now, ZoneOffset.UTC));
    }

    private String signed(String body, String timestamp, String signature) throws Exception {
        post(
                "/",
                body,
                "webhook-id",
                ID,
                "webhook-timestamp",
                timestamp,
                "webhook-signature",
                signature);
        return printed();
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(requireNonNull(receiver).address() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String printed() {
        String text = out.toString(UTF_8);
        out.reset();
        return text;
    }
}
