package dev.signalbox.standalone.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayReportTest {
    private static final String PROGRESS =
            """
            {"id": "rpl_x", "state": "%s", "rules": ["jobs@3"],
             "note": "night\\u001b[2J\\u009b2J\\u202e",
             "ordered": "2026-12-01T09:51:30.123456789Z",
             "progress": {"share": %s, "eventsPerSecond": 12.4, "timeLeft": "PT3M5S",
               "waitsFor": "jobs/ding, which takes 20 a minute"},
             "account": {"read": 10, "repeated": 1, "unmatched": 2, "matched": 7, "expired": 0,
               "deliveries": 1234, "delivered": 1200, "merged": 4, "dead": 0, "cancelled": 0,
               "inFlight": 30}}
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ReplayReport report = new ReplayReport(new PrintStream(out, true, UTF_8), false);

    private static JsonNode replay(String state, String share) {
        try {
            return Json.MAPPER.readTree(PROGRESS.formatted(state, share));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theProgressHasItsRateItsTimeLeftAndWhyItWaits() {
        report.progress(replay("running", "0.527"));

        assertThat(out.toString(UTF_8))
                .isEqualTo(
                        " 52%, 1,200 delivered, 4 merged, 12/s, 3 min 5 s left, waits for"
                                + " jobs/ding, which takes 20 a minute\n");
    }

    @Test
    void elsewhereThanOnATerminalThereIsALineForEachTenth() {
        for (String share : List.of("0.10", "0.11", "0.19", "0.20")) {
            report.progress(replay("running", share));
        }
        report.progress(replay("paused", "0.20"));

        assertThat(out.toString(UTF_8))
                .hasLineCount(3)
                .contains("20%, 1,200 delivered, 4 merged, paused");
    }

    @Test
    void onATerminalABarIsDrawnInItsPlace() {
        new ReplayReport(new PrintStream(out, true, UTF_8), true)
                .progress(replay("running", "0.5"));

        assertThat(out.toString(UTF_8))
                .startsWith("\r\u001b[K[############------------]  50%,")
                .doesNotContain("\n");
    }

    @Test
    void theAccountAddsUpAtTheEnd() {
        report.end(replay("cancelled", "0.5"));

        assertThat(out.toString(UTF_8))
                .isEqualTo(
                        """
                        cancelled
                          10 read = 1 repeated + 2 unmatched + 7 matched + 0 expired
                          1,234 deliveries = 1,200 delivered + 4 merged + 0 dead + 0 cancelled + 30 in flight
                        """);
    }

    @Test
    void aListSaysWhenToTheSecondAndNotesCannotSteerTheTerminal() {
        report.list(List.of(replay("done", "1")));

        assertThat(out.toString(UTF_8))
                .contains("  2026-12-01T09:51:30Z  jobs@3 (night\\u001b[2J\\u009b2J\\u202e)")
                .doesNotContain("\u001b");
    }
}
