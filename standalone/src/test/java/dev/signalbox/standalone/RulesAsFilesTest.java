package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.command.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// `rules apply` and `rules export` against a running Signalbox; each test in an account of its
/// own.
class RulesAsFilesTest {
    private static final String RULE =
            """
            {"description": "%s", "pattern": {"source": ["acs.pai.dlc"]}, "targets": []}\
            """;
    private static final String BOT =
            """
            {"pattern": {"source": ["acs.pai.dlc"]},
             "targets": [{"id": "ding", "type": "dingtalk", "signingKey": "${env:KEY}",
               "url": "https://oapi.dingtalk.com/robot/send?access_token=${env:TOKEN}"}]}\
            """;

    private static final String MAIL =
            """
            {"pattern": {}, "targets": [
               {"id": "mail", "type": "email", "contacts": ["a@b.example"]}]}\
            """;

    @TempDir private static Path data;
    private static Standalone signalbox;

    @TempDir private Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String account = "";

    @BeforeAll
    static void start() {
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.toString())));
    }

    @AfterAll
    static void stop() {
        signalbox.close();
    }

    @BeforeEach
    void useAnAccountOfItsOwn(TestInfo test) {
        account = Integer.toUnsignedString(test.getDisplayName().hashCode());
        environment.put("SIGNALBOX_HTTP", signalbox.address().getAuthority());
        environment.put("TOKEN", "t0ps3cret");
        environment.put("KEY", "SECs3cret");
    }

    @Test
    void whatIsMissingIsCreatedAndASecondTimeNothingChanges() throws Exception {
        write("one.json", RULE.formatted("first"));
        write("ops/two.json", BOT);

        var first = done("apply");
        assertThat(first)
                .contains("+ bus ops", "+ default/one", "+ ops/two")
                .contains("    + description: \"first\"")
                .endsWith("2 created, 0 changed, 0 deleted, 0 unchanged\n");
        assertThat(done("apply")).isEqualTo("nothing changed, 2 as they should be\n");
        assertThat(rule("default", "one").path("revision").asInt()).isEqualTo(1);
        assertThat(rule("ops", "two").path("revision").asInt()).isEqualTo(1);
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndWritesNothing() throws Exception {
        write("default/one.json", RULE.formatted("first"));
        done("apply");
        write("default/one.json", RULE.formatted("second"));
        write("ops/two.json", BOT);
        write("default/gone.json", RULE.formatted("gone"));
        done("apply");
        write("default/one.json", RULE.formatted("third"));
        Files.delete(folder.resolve("default/gone.json"));
        write("new/three.json", RULE.formatted("first"));

        assertThat(done("apply", "--dry-run", "--prune"))
                .contains("+ bus new", "+ new/three", "- default/gone", "~ default/one")
                .contains("    ~ description: \"second\" -> \"third\"")
                .doesNotContain("ops/two")
                .contains("dry run, nothing was written: 1 created, 1 changed, 1 deleted")
                .contains("1 unchanged");
        assertThat(rule("default", "one").path("description").asText()).isEqualTo("second");
        assertThat(rule("default", "gone").path("name").asText()).isEqualTo("gone");
        assertThat(get("/api/buses/new").path("code").asText()).isEqualTo("EventBusNotExist");
    }

    @Test
    void aDryRunTellsWhatWouldBeRefusedAndWhy() throws Exception {
        put("/api/quotas", "{\"buses\": 2}");
        write("default/good.json", RULE.formatted("good"));
        write("pai-system-a/mail.json", MAIL);
        write("second/rule.json", RULE.formatted("second"));

        var result = run("", "apply", folder.toString(), "--dry-run");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("+ default/good", "+ bus pai-system-a", "+ bus second")
                .contains("! pai-system-a/mail: targets[0].type: on the buses of PAI")
                .contains("dry run, nothing was written: 2 created", "1 failed");
        assertThat(get("/api/buses").path("buses")).hasSize(1);

        put("/api/quotas", "{\"buses\": 0}");
        assertThat(run("", "apply", folder.toString(), "--dry-run").out())
                .contains("! bus second: The current count of event bus is [0]")
                .contains("! second/rule: its bus was refused");
    }

    @Test
    void aDryRunCountsWhatOnlyTogetherIsBeyondAQuotaAndSoDoesApplyingIt() throws Exception {
        write("default/old.json", RULE.formatted("old"));
        done("apply");
        Files.delete(folder.resolve("default/old.json"));
        put("/api/quotas", "{\"buses\": 1, \"rulesPerBus\": 2}");
        for (String rule : new String[] {"default/a", "default/b", "default/c", "x/a", "y/a"}) {
            write(rule + ".json", RULE.formatted("new"));
        }

        var dry = run("", "apply", folder.toString(), "--dry-run", "--prune");

        assertThat(dry.code()).isEqualTo(1);
        assertThat(dry.out())
                .contains("+ default/a", "+ bus x", "+ x/a")
                .contains(
                        "! default/b: with those above it the bus would have 3 rules, and the quota"
                                + " is 2",
                        "! default/c: with those above it",
                        "! bus y: with those above it there would be 2 buses, and the quota is 1",
                        "! y/a: its bus was refused",
                        "! default/old: not deleted")
                .contains("dry run, nothing was written: 2 created", "4 failed");
        assertThat(run("", "apply", folder.toString(), "--prune").out())
                .contains(
                        "+ default/a", "+ bus x", "+ x/a", "! default/b", "! default/c", "! bus y")
                .contains("2 created", "4 failed");
    }

    @Test
    void aSecretThatChangedIsToldByTheRevisionAndNeverPrinted() throws Exception {
        write("bot.json", BOT);
        String all = done("apply");
        environment.put("KEY", "SECother");

        String changed = done("apply");
        assertThat(changed)
                .contains("~ default/bot (revision 1 -> 2)")
                .contains("~ secret, in targets[ding].url or targets[ding].signingKey");
        environment.put("KEY", "SECthird");
        String foretold = done("apply", "--dry-run");
        assertThat(foretold).contains("~ default/bot (revision 2 -> 3)");
        environment.put("KEY", "SECother");
        all += changed + foretold + done("apply") + done("apply", "--dry-run");
        assertThat(done("apply")).startsWith("nothing changed");
        assertThat(all)
                .doesNotContain("s3cret", "SECother", "SECthird")
                .contains("access_token=***");
    }

    @Test
    void pruneDeletesOnTheBusesOfTheFilesOnly() throws Exception {
        write("a/kept.json", RULE.formatted("kept"));
        write("a/gone.json", RULE.formatted("gone"));
        write("b/other.json", RULE.formatted("other"));
        done("apply");
        Files.delete(folder.resolve("a/gone.json"));
        Files.delete(folder.resolve("b/other.json"));
        Files.delete(folder.resolve("b"));

        assertThat(done("apply")).startsWith("nothing changed");
        assertThat(done("apply", "--prune"))
                .contains("- a/gone", "    - description: \"gone\"")
                .doesNotContain("b/other")
                .contains("1 deleted");
        assertThat(rule("a", "gone").path("code").asText()).isEqualTo("EventRuleNotExist");
        assertThat(rule("b", "other").path("name").asText()).isEqualTo("other");
    }

    @Test
    void aMalformedFileMeansThatNothingIsWritten() throws Exception {
        write("a/good.json", RULE.formatted("good"));
        write("b/bad.json", "{\"pattern\": {}, \"targets\": [{\"id\": \"x\", \"type\": \"htp\"}]}");

        var result = run("", "apply", folder.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).contains("bad.json: targets[0].type");
        assertThat(result.out()).isEmpty();
        assertThat(get("/api/buses/a").path("code").asText()).isEqualTo("EventBusNotExist");
    }

    @Test
    void aRuleThatFailsStopsNoOtherButThePruneOfItsBus() throws Exception {
        write("old.json", RULE.formatted("old"));
        done("apply");
        Files.delete(folder.resolve("old.json"));
        write("bad.json", BOT.replace("${env:KEY}", "***"));
        write("good.json", RULE.formatted("good"));

        var result = run("", "apply", folder.toString(), "--prune");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("! default/bad: targets[ding].signingKey: is masked")
                .contains("+ default/good")
                .contains("! default/old: not deleted")
                .contains("1 failed");
        assertThat(rule("default", "good").path("revision").asInt()).isEqualTo(1);
        assertThat(rule("default", "old").path("revision").asInt()).isEqualTo(1);
    }

    @Test
    void whatSomebodyChangesMeanwhileIsNotOverwritten() throws Exception {
        write("rule.json", RULE.formatted("mine, old"));
        done("apply");
        write("rule.json", RULE.formatted("mine, new"));

        try (var meddler =
                new Meddler(() -> put("/api/buses/default/rules/rule", RULE.formatted("theirs")))) {
            var result = run("", "apply", folder.toString(), "--url", meddler.url().toString());
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out())
                    .contains("! default/rule: someone changed it meanwhile")
                    .contains("1 failed");
        }
        assertThat(rule("default", "rule").path("description").asText()).isEqualTo("theirs");
        assertThat(done("apply")).contains("\"theirs\" -> \"mine, new\"");
    }

    @Test
    void whatWasExportedIsAppliedWithoutAnyChange() throws Exception {
        write("ops/bot.json", BOT);
        write("one.json", RULE.formatted("one"));
        write("empty/gone.json", RULE.formatted("gone"));
        done("apply");
        Files.delete(folder.resolve("empty/gone.json"));
        done("apply", "--prune");
        Path exported = folder.resolve("exported");

        var files = run("", "export", exported.toString());
        assertThat(files.out()).contains("2 rules on 3 buses");
        assertThat(run("", "apply", exported.toString(), "--prune").out())
                .isEqualTo("nothing changed, 2 as they should be\n");
        assertThat(Files.readString(exported.resolve("ops/bot.json")))
                .contains("access_token=***", "\"signingKey\" : \"***\"")
                .doesNotContain("s3cret", "revision");

        var document = run("", "export");
        assertThat(document.code()).isZero();
        assertThat(run(document.out(), "apply", "-", "--prune").out())
                .isEqualTo("nothing changed, 2 as they should be\n");
    }

    @Test
    void exportOverwritesOnlyWhenAsked() throws Exception {
        write("one.json", RULE.formatted("one"));
        done("apply");

        var refused = run("", "export", folder.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1).contains("not empty", "--force");
        assertThat(run("", "export", folder.toString(), "--force").code()).isZero();
        assertThat(folder.resolve("default/one.json")).exists();
    }

    @Test
    void aPatternThatWasProbablyMeantOtherwiseIsWarnedOf() throws Exception {
        write("r.json", RULE.formatted("").replace("acs.pai.dlc", "acs.pai.dcl"));
        assertThat(done("apply")).contains("warning: pattern.source:", "\"acs.pai.dlc\"?");
    }

    @Test
    void whereNobodyAnswersThatIsSaidInOneLine() throws Exception {
        write("one.json", RULE.formatted("one"));
        var result = run("", "apply", folder.toString(), "--url=http://127.0.0.1:" + Ports.free());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).contains("no connection to http://127.0.0.1:");
    }

    private String done(String command, String... options) {
        var arguments = new String[options.length + 2];
        arguments[0] = command;
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        var result = run("", arguments);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private CommandRun.Result run(String in, String... arguments) {
        var line = new String[arguments.length + 3];
        line[0] = "rules";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        line[arguments.length + 1] = "--account";
        line[arguments.length + 2] = account;
        return CommandRun.run(environment, in, line);
    }

    private JsonNode rule(String bus, String name) throws IOException, InterruptedException {
        return get("/api/buses/" + bus + "/rules/" + name);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        try (var api = new ApiClient(signalbox.address())) {
            return api.get(path + "?account=" + account).json();
        }
    }

    private void put(String path, String body) throws IOException, InterruptedException {
        try (var api = new ApiClient(signalbox.address())) {
            assertThat(api.put(path + "?account=" + account, body).status()).isEqualTo(200);
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /// Stands between a client and the server, and does something before the first change passes.
    private static final class Meddler implements AutoCloseable {
        private final HttpServer server;
        private final HttpClient client = HttpClient.newHttpClient();
        private final AtomicBoolean meddled = new AtomicBoolean();

        private interface Deed {
            void perform() throws IOException, InterruptedException;
        }

        Meddler(Deed deed) throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            boolean change = exchange.getRequestMethod().equals("PUT");
                            if (change && meddled.compareAndSet(false, true)) {
                                deed.perform();
                            }
                            URI uri =
                                    URI.create(
                                            signalbox.address()
                                                    + exchange.getRequestURI().toString());
                            var request =
                                    HttpRequest.newBuilder(uri)
                                            .method(
                                                    exchange.getRequestMethod(),
                                                    BodyPublishers.ofByteArray(
                                                            exchange.getRequestBody()
                                                                    .readAllBytes()));
                            String match = exchange.getRequestHeaders().getFirst("If-Match");
                            if (match != null) {
                                request.header("If-Match", match);
                            }
                            HttpResponse<byte[]> answer =
                                    client.send(request.build(), BodyHandlers.ofByteArray());
                            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                            exchange.getResponseBody().write(answer.body());
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
            client.close();
        }
    }
}
