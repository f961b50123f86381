package dev.signalbox.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/// Watches a replay until it has ended. A console that does not answer for a while is asked again;
/// the replay goes on without it.
public final class ReplayWatch {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Set<String> ENDED = Set.of("done", "cancelled", "failed");
    private static final int MOST_FAILURES = 60;

    private final ReplayClient client;
    private final ReplayReport report;

    public ReplayWatch(ReplayClient client, ReplayReport report) {
        this.client = client;
        this.report = report;
    }

    /// Prints the progress until the end.
    ///
    /// @return the replay at its end
    /// @throws IOException when the console has not answered for half a minute
    public JsonNode untilItEnds(String id) throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            try {
                JsonNode replay = client.replay(id);
                if (ENDED.contains(replay.path("state").asText())) {
                    return replay;
                }
                report.progress(replay);
                failures = 0;
            } catch (IOException e) {
                if (++failures >= MOST_FAILURES) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE);
        }
    }
}
