package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.client.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person opens hostile pages in a real browser, on a machine with a Signalbox that asks for no
/// keys. Needs `chromium` on the path; is skipped without.
class BrowserTest {
    private static final String BROWSER = "chromium";

    /// The only rule there is; no page may read its name.
    private static final String RULE = "rule-that-nobody-else-may-see";

    @TempDir private static Path data;
    private static Standalone signalbox;
    private static ApiClient api;
    private static HostilePages pages;
    private int refusedBefore;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Programs.has(BROWSER), BROWSER + " is not on the path");
        signalbox =
                Standalone.start(
                        Settings.forStandalone(
                                Map.of(
                                        "SIGNALBOX_HTTP", "127.0.0.1:0",
                                        "SIGNALBOX_KAFKA", "127.0.0.1:0",
                                        "SIGNALBOX_DATA", data.resolve("data").toString())));
        api = new ApiClient(signalbox.address());
        pages = HostilePages.against(signalbox.address());
        String rule = "/api/buses/default/rules/" + RULE;
        assertThat(api.put(rule, HostilePages.RULE).status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        if (pages != null) {
            pages.close();
        }
        if (api != null) {
            api.close();
        }
        if (signalbox != null) {
            signalbox.close();
        }
    }

    @BeforeEach
    void count() throws Exception {
        refusedBefore = refused();
    }

    @Test
    void aFormOfAPageMakesNoRule() throws Exception {
        String shown = open(pages.url("/form"));

        assertThat(shown).contains("CrossSiteRequest");
        assertNothingHappened(1);
    }

    @Test
    void aPageThatFetchesWithoutCorsMakesNoRuleAndReadsNothing() throws Exception {
        String shown = open(pages.url("/no-cors"));

        assertThat(shown).contains("/api/buses/default/rules: opaque \n", "all asked");
        assertThat(shown).doesNotContain(RULE);
        assertNothingHappened(4);
    }

    @Test
    void aPageThatPostsPlainTextMakesNoRuleAndReadsNothing() throws Exception {
        String shown = open(pages.url("/text"));

        assertThat(shown).contains("/api/buses/default/rules: TypeError", "all asked");
        assertThat(shown).doesNotContain(RULE);
        assertNothingHappened(4);
    }

    @Test
    void aPageThatLeadsHereShowsNothing() throws Exception {
        String shown = open(pages.url("/link"));

        assertThat(shown).contains("CrossSiteRequest").doesNotContain(RULE);
        assertNothingHappened(1);
    }

    @Test
    void aStrangersNameThatLeadsHereReadsNothing() throws Exception {
        String stranger = "http://evil.example:" + signalbox.address().getPort();

        String shown = open(stranger + "/api/buses/default/rules");

        assertThat(shown).contains("HostNotAllowed").doesNotContain(RULE);
        assertNothingHappened(1);
    }

    @Test
    void anAddressThatAPersonTypesIsAnswered() throws Exception {
        String shown = open(signalbox.address() + "/api/buses/default/rules");

        assertThat(shown).contains(RULE);
        assertNothingHappened(0);
    }

    /// @param requests how many have come at least, and were refused; a browser may ask for an icon
    ///   besides
    private void assertNothingHappened(int requests) throws Exception {
        JsonNode rules = api.get("/api/buses/default/rules").json().path("rules");
        assertThat(rules).hasSize(1);
        assertThat(rules.path(0).path("name").asText()).isEqualTo(RULE);
        assertThat(metrics().sum("signalbox_ingest_received_total")).isZero();
        assertThat(refused() - refusedBefore).isGreaterThanOrEqualTo(requests);
    }

    private static int refused() throws Exception {
        return (int) metrics().sum("signalbox_http_refused_total");
    }

    private static Metrics metrics() throws Exception {
        return Metrics.parse(api.get("/metrics").body());
    }

    /// Opens a page, waits for its scripts and what they ask for, and gives what is shown then. No
    /// name but those of the test leads anywhere.
    private static String open(String url) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(data, "profile");
        Path shown = Files.createTempFile(data, "shown", ".html");
        Process browser =
                new ProcessBuilder(
                                List.of(
                                        BROWSER,
                                        "--headless=new",
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-quic",
                                        "--disable-dev-shm-usage",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync",
                                        "--host-resolver-rules=MAP "
                                                + HostilePages.HOST
                                                + " 127.0.0.1, MAP evil.example 127.0.0.1,"
                                                + " MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                                        "--user-data-dir=" + profile,
                                        "--virtual-time-budget=20000",
                                        "--dump-dom",
                                        url))
                        .redirectOutput(shown.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(browser.waitFor(2, TimeUnit.MINUTES)).as("the browser ends").isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Files.readString(shown, UTF_8);
    }
}
