package dev.signalbox.console.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.console.ConsoleFixture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTest extends ConsoleFixture {
    private static final String RULE = "/api/buses/default/rules/failed-jobs";

    private final Logger audit = Logger.getLogger("dev.signalbox.web.AuditLog");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord item) {
                    lines.add(item.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        audit.setLevel(Level.INFO);
        audit.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        audit.removeHandler(handler);
        audit.setLevel(null);
    }

    @Test
    void aChangeIsLoggedWithWhoMadeItAndWhatItChangedButNotWithWhatWasWritten() {
        rig.put(RULE, "{\"description\":\"confidential\",\"pattern\":{},\"targets\":[]}");
        rig.delete(RULE);

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .contains("who=anybody", "from=127.0.0.1", "change=written")
                .contains("what=rule 1000000000000001/default/failed-jobs")
                .doesNotContain("confidential");
        assertThat(lines.getLast()).contains("change=deleted", "failed-jobs");
    }

    @Test
    void whatIsReadRefusedOrAlreadySoIsNotLogged() {
        rig.get("/api/buses");
        rig.put(RULE, "{\"pattern\":1}");
        rig.put("/api/buses/team", "");
        lines.clear();

        rig.put("/api/buses/team", "");

        assertThat(lines).isEmpty();
    }
}
