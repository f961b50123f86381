package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets are planted wherever a secret can stand, in good requests and in bad ones, and looked
/// for wherever they could come to light: in all records of all topics, in what was logged, in
/// answers and in metrics; as they are, in base64 and as URLs write them.
class SecretsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String RULES = "/api/buses/default/rules/";

    @TempDir private Path data;
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final List<String> answers = new ArrayList<>();
    private final Set<String> planted = new LinkedHashSet<>();

    /// What stood in patterns: whoever tries one is told what is wrong with it, but nobody else is.
    private final Set<String> shown = new HashSet<>();

    private final Capture capture = new Capture();
    private final Logger root = Logger.getLogger("");
    private final Logger ours = Logger.getLogger("dev.signalbox");
    private final HttpClient client = HttpClient.newHttpClient();
    private EmbeddedBroker broker;
    private Settings settings;
    private Rooms rooms;
    private HttpServer target;

    @BeforeEach
    void start() throws IOException {
        ours.setLevel(Level.ALL);
        root.addHandler(capture);
        broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        settings =
                Settings.forStandalone(
                        Map.of(
                                "SIGNALBOX_KAFKA", broker.bootstrapServers(),
                                "SIGNALBOX_HTTP", "127.0.0.1:0",
                                "SIGNALBOX_DATA", data.toString(),
                                "SIGNALBOX_TARGET_NETWORKS", "127.0.0.0/8",
                                "SIGNALBOX_BACKOFF_RETRY", "PT0.01S/PT0.02S"));
        rooms = Rooms.start(settings);
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        target.createContext("/", this::tellAll);
        target.start();
    }

    @AfterEach
    void stop() {
        root.removeHandler(capture);
        ours.setLevel(null);
        client.close();
        rooms.close();
        broker.close();
        target.stop(0);
    }

    /// A target that answers with all that it was sent, with the status that its path asks for.
    private void tellAll(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            URI uri = exchange.getRequestURI();
            int status = Integer.parseInt(uri.getPath().substring(1, 4));
            exchange.getResponseHeaders().set("Location", uri.toString());
            byte[] body = (uri + " " + exchange.getRequestHeaders().entrySet()).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void noSecretComesToLight() throws Exception {
        int deliveries = storeRulesAndDeliver();
        sendWhatIsRefused();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(usage("delivered") + usage("merged") + usage("dead"))
                                .isEqualTo(deliveries));
        for (String path : List.of("/metrics", "/api/buses/default/rules", "/api/quotas", "/")) {
            send("GET", path, "");
        }
        String topics = topics();

        assertThat(planted).hasSizeGreaterThan(30);
        assertThat(topics).contains("sealed:k1.", "\"delivered\":", "answered 500");
        assertThat(String.join("", logged)).contains("gave a delivery up");
        var found = new ArrayList<String>();
        for (String secret : planted) {
            for (String form : forms(secret)) {
                if (topics.contains(form)) {
                    found.add(form + " on a topic");
                }
                logged.stream()
                        .filter(line -> line.contains(form))
                        .forEach(line -> found.add(form + " in the log: " + line));
                answers.stream()
                        .filter(answer -> answer.contains(form) && !shown.contains(secret))
                        .forEach(answer -> found.add(form + " in an answer: " + answer));
            }
        }
        assertThat(found).isEmpty();
    }

    /// Stores rules with secrets, changes, reads and switches them, and lets events go to their
    /// targets, which take them, refuse them or are not there.
    ///
    /// @return how many deliveries are made
    private int storeRulesAndDeliver() throws Exception {
        String here = "http://127.0.0.1:" + target.getAddress().getPort();
        var urls =
                List.of(
                        here + "/200/" + secret("path") + "?access_token=" + secret("query"),
                        here + "/500?" + secret("bare"),
                        here + "/403?key=" + secret("query"),
                        here + "/302?key=" + secret("query") + "&k2=" + secret("second%2B"),
                        "http://127.0.0.1:1/" + secret("path") + "?t=" + secret("query"),
                        "https://127.0.0.1:" + target.getAddress().getPort() + "/" + secret("tls"),
                        "http://nowhere.invalid/?t=" + secret("query"),
                        "http://169.254.169.254/?t=" + secret("query"));
        for (int i = 0; i < urls.size(); i++) {
            put(
                    "http-" + i,
                    201,
                    """
                    {"id": "t", "type": "http", "url": "%s", "signingKey": "%s", "token": "%s"}\
                    """
                            .formatted(urls.get(i), key(), secret("token+/=")));
        }
        put(
                "bots",
                201,
                """
                {"id": "d", "type": "dingtalk", "url": "%s/403?access_token=%s",
                 "signingKey": "SEC%s"},
                {"id": "w", "type": "wecom", "url": "%s/403?key=%s"},
                {"id": "l", "type": "lark", "url": "%s/403/%s",
                 "signingKey": "%s"}\
                """
                        .formatted(
                                here,
                                secret("ding"),
                                secret("dingkey"),
                                here,
                                secret("wecom"),
                                here,
                                secret("lark"),
                                secret("larkkey")));
        send("GET", RULES + "bots", "");
        send("POST", RULES + "http-0/disable", "");
        send("POST", RULES + "http-0/enable", "");
        put(
                "http-0",
                200,
                "{\"id\": \"t\", \"type\": \"http\", \"url\": \"%s\", \"signingKey\": \"***\"}"
                        .formatted(here + "/200?access_token=" + secret("changed")));
        int byEventBridge = storeByEventBridge(here);
        assertThat(
                        send(
                                "POST",
                                "/events",
                                """
                                {"specversion": "1.0", "id": "one", "source": "s", "type": "t", "data": {}}\
                                """,
                                "content-type",
                                "application/cloudevents+json"))
                .isEqualTo(202);
        return urls.size() + 3 + byEventBridge;
    }

    /// The same in EventBridge's two protocols, good and bad.
    ///
    /// @return how many deliveries an event makes
    private int storeByEventBridge(String here) throws Exception {
        String http =
                """
                {"Id": "h", "Type": "http", "Endpoint": "%s/200/?e=%s", "ParamList": [
                  {"ResourceKey": "url", "Form": "CONSTANT", "Value": "%s/200/?t=%s"},
                  {"ResourceKey": "Token", "Form": "CONSTANT", "Value": "%s"},
                  {"ResourceKey": "SigningKey", "Form": "CONSTANT", "Value": "%s"},
                  {"ResourceKey": "Body", "Form": "ORIGINAL"}]}\
                """
                        .formatted(
                                here,
                                secret("endpoint"),
                                here,
                                secret("ebUrl"),
                                secret("ebToken"),
                                key());
        String ding =
                """
                {"Id": "d", "Type": "acs.dingtalk", "Endpoint": "%s/403?access_token=%s",
                 "ParamList": [
                  {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "%s/403?access_token=%s"},
                  {"ResourceKey": "SecretKey", "Form": "CONSTANT", "Value": "SEC%s"}]}\
                """
                        .formatted(
                                here,
                                secret("ebEndpoint"),
                                here,
                                secret("ebDing"),
                                secret("ebKey"));
        String rule =
                "{\"EventBusName\": \"default\", \"RuleName\": \"%s\", \"Status\": \"ENABLE\","
                        + " \"FilterPattern\": \"{}\", \"Targets\": [%s]}";
        assertThat(openapi("createRule", rule.formatted("eb", http + ", " + ding))).isEqualTo(200);
        String named = "{\"EventBusName\": \"default\", \"RuleName\": \"eb\"}";
        assertThat(openapi("getRule", named)).isEqualTo(200);
        assertThat(openapi("listTargets", named)).isEqualTo(200);
        assertThat(openapi("listRules", "{\"EventBusName\": \"default\"}")).isEqualTo(200);
        send("GET", RULES + "eb", "");
        for (String wrong :
                List.of(
                        http.replace("\"http\"", "\"acs.fc.function\""),
                        http.replace("\"Token\"", "\"SecretKey\""),
                        http.replace("CONSTANT", "TEMPLATE"),
                        ding.replace("http:", "ftp:"),
                        ding.replace("SEC", "S C"),
                        http.substring(0, http.length() - 30))) {
            assertThat(openapi("createRule", rule.formatted("bad", wrong))).isBetween(400, 409);
            assertThat(
                            send(
                                    "POST",
                                    "/?Action=CreateRule&Version=2020-04-01&EventBusName=default"
                                            + "&RuleName=bad&FilterPattern=%7B%7D&EventTargets="
                                            + URLEncoder.encode("[" + wrong + "]", UTF_8),
                                    ""))
                    .isBetween(400, 409);
        }
        return 2;
    }

    private int openapi(String operation, String body) throws Exception {
        return send("POST", "/openapi/" + operation, body, "content-type", "application/json");
    }

    /// Sends rules, patterns and whole requests that are wrong in many ways, with a secret in each.
    private void sendWhatIsRefused() throws Exception {
        String good = "\"type\": \"http\", \"id\": \"t\", \"url\": \"http://h/\"";
        for (String wrong :
                List.of(
                        good + ", \"signingKey\": \"" + secret("noWhsec") + "\"",
                        good + ", \"signingKey\": \"whsec_" + secret("short") + "\"",
                        good + ", \"signingKey\": [\"" + secret("array") + "\"]",
                        good + ", \"signingKey\": {\"key\": \"" + secret("object") + "\"}",
                        good + ", \"secret\": \"" + secret("unknownField") + "\"",
                        good + ", \"token\": \"" + secret("spa ce") + "\"",
                        good + ", \"token\": \"" + secret("long") + "x".repeat(300) + "\"",
                        good + ", \"token\": \"" + secret("unended"),
                        good + ", \"token\": " + secret("unquoted"),
                        good + ", \"token\": '" + secret("apostrophes") + "'",
                        good + ", \"token\": \"" + secret("control") + "\u0001\"",
                        good + ", \"token\": \"" + secret("escape") + "\\q\"",
                        good + ", \"token\": \"" + secret("one") + "\", \"token\": \"two\"",
                        good + ", \"retry\": \"" + secret("retry") + "\"",
                        good + ", \"concurrency\": \"" + secret("number") + "\"",
                        good.replace("http://h/", "http://u:" + secret("password") + "@h/"),
                        good.replace("http://h/", "ftp://h/?t=" + secret("ftp")),
                        good.replace("http://h/", "http://h/?t= " + secret("space")),
                        good.replace("http://h/", "http://h/{?t=" + secret("brace")),
                        good.replace("http://h/", "http://h/#" + secret("fragment")),
                        good.replace("http://h/", "http://h:99999/?t=" + secret("port")),
                        good.replace("http://h/", "http:/?t=" + secret("host")),
                        good.replace("http://h/", secret("scheme") + "/"),
                        good.replace("http://h/", "http://h/***?t=" + secret("mask")),
                        good.replace("http\"", "fax\"") + ", \"url2\": \"" + secret("fax") + "\"",
                        good.replace("http\"", "wecom\"")
                                + ", \"signingKey\": \""
                                + secret("wecom")
                                + "\"")) {
            put("bad", 400, "{" + wrong + "}");
        }
        put("over", 409, six());
        String rule = rule("{" + good + ", \"token\": \"" + secret("elsewhere") + "\"}");
        assertThat(send("PUT", "/api/buses/none/rules/r", rule)).isEqualTo(404);
        assertThat(send("PUT", RULES + "bots", rule, "If-Match", "77")).isEqualTo(412);
        assertThat(send("POST", RULES + "bots", rule)).isEqualTo(405);
        assertThat(send("PUT", RULES + "r", rule + " ".repeat(300 * 1024))).isEqualTo(413);
        assertThat(send("GET", RULES + "bots?access_token=" + secret("parameter"), ""))
                .isEqualTo(400);
        send("GET", RULES + "bots", "", "Authorization", "Bearer " + secret("bearer"));
        send("GET", RULES + "bots", "", "Cookie", "session=" + secret("cookie"));
        for (String test :
                List.of(
                        "{\"pattern\": {\"source\": [\"a\"]}, \"event\": \"%s\"}",
                        "{\"pattern\": {\"source\": [\"a\"]}, \"secret\": \"%s\", \"event\": {}}",
                        "{\"pattern\": {\"source\": [\"a\"]}, \"event\": {\"data\": {\"t\":"
                                + " \"%s\"}}}",
                        "{\"pattern\": %s")) {
            send("POST", "/api/patterns/test", test.formatted(secret("event")));
        }
        for (String pattern :
                List.of(
                        "{\"data\": {\"token\": \"%s\"}}",
                        "{\"data\": {\"token\": [{\"cidr\": \"%s\"}]}}",
                        "{\"data\": {\"token\": [\"%s\"]}}")) {
            String secret = secret("pattern");
            shown.add(secret);
            send(
                    "POST",
                    "/api/patterns/test",
                    "{\"pattern\": " + pattern.formatted(secret) + ", \"event\": {}}");
        }
    }

    private String six() {
        var targets = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            targets.add(
                    """
                    {"id": "%d", "type": "http", "url": "http://h/?t=%s", "token": "%s"}\
                    """
                            .formatted(i, secret("url"), secret("quota")));
        }
        return String.join(", ", targets);
    }

    private void put(String name, int status, String targets) throws Exception {
        assertThat(send("PUT", RULES + name, rule(targets))).as(targets).isEqualTo(status);
        send("GET", RULES + name, "");
    }

    private static String rule(String targets) {
        return "{\"pattern\": {}, \"targets\": [" + targets + "]}";
    }

    /// Plants a secret: a text that comes nowhere else. Its length and its mixture of letters and
    /// digits are those of a token.
    private String secret(String name) {
        String secret = name + "0plant" + planted.size() + "s3cr3ts3cr3ts3cr3t";
        planted.add(secret);
        return secret;
    }

    private String key() {
        String key = secret("standardWebhooksKey");
        return "whsec_" + Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
    }

    /// The secret as it is and in the forms that it could hide in. Within a longer text in base64
    /// it begins at one of three places in a group of three bytes; what it shares with its
    /// neighbours is left away.
    private static Set<String> forms(String secret) {
        var forms = new HashSet<String>();
        forms.add(secret);
        forms.add(URLEncoder.encode(secret, UTF_8));
        forms.add(URLEncoder.encode(URLEncoder.encode(secret, UTF_8), UTF_8));
        for (int before = 0; before < 3; before++) {
            byte[] bytes = ("x".repeat(before) + secret).getBytes(UTF_8);
            int whole = bytes.length / 3 * 4;
            int from = before == 0 ? 0 : 4;
            forms.add(Base64.getEncoder().encodeToString(bytes).substring(from, whole));
            forms.add(Base64.getUrlEncoder().encodeToString(bytes).substring(from, whole));
        }
        return forms;
    }

    private int send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(rooms.address().resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString(UTF_8));
        answers.add(answer.headers().map() + "\n" + answer.body());
        return answer.statusCode();
    }

    private long usage(String counter) throws IOException, InterruptedException {
        send("GET", "/api/usage", "");
        String json = answers.removeLast();
        JsonNode usage = Json.MAPPER.readTree(json.substring(json.indexOf('\n') + 1));
        return usage.path("accounts").path(0).path(counter).asLong();
    }

    /// Everything that stands on any topic, those of Kafka and Kafka Streams included, a character
    /// for each byte.
    private String topics() throws Exception {
        var text = new StringBuilder();
        var config = KafkaClients.consumer(settings, "secrets-test");
        config.put(ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG, false);
        try (var admin = Admin.create(KafkaClients.admin(settings));
                var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
            var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
            assertThat(names).contains(Topic.RULES.topicName(), Topic.OUTCOMES.topicName());
            var partitions = new ArrayList<TopicPartition>();
            admin.describeTopics(names)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) ->
                            topic.partitions()
                                    .forEach(one ->
                                            partitions.add(
                                                    new TopicPartition(name, one.partition()))));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            await().atMost(PATIENCE)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(item -> write(item, text));
                        return ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                    });
        }
        return text.toString();
    }

    private static void write(ConsumerRecord<byte[], byte[]> item, StringBuilder text) {
        text.append(item.topic()).append(' ');
        text.append(item.key() == null ? "" : new String(item.key(), ISO_8859_1)).append(' ');
        text.append(item.value() == null ? "" : new String(item.value(), ISO_8859_1)).append(' ');
        item.headers()
                .forEach(header ->
                        text.append(header.key())
                                .append(
                                        header.value() == null
                                                ? ""
                                                : new String(header.value(), ISO_8859_1)));
        text.append('\n');
    }

    /// Keeps all that is logged, exceptions with their whole traces.
    private final class Capture extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord item) {
            var line = new StringWriter();
            line.append(formatter.format(item));
            Throwable thrown = item.getThrown();
            if (thrown != null) {
                thrown.printStackTrace(new PrintWriter(line));
            }
            logged.add(line.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
