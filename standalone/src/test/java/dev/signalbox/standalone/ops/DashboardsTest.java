package dev.signalbox.standalone.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.standalone.ops.Dashboards.Panel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The form of the dashboards: what a person sees of each panel is there, and none lies upon
/// another. [PrometheusTest] asks their expressions.
class DashboardsTest {
    private static final int COLUMNS = 24;

    @Test
    void everyPanelAsksAQuestionAndSaysWhatIsNormal() throws IOException {
        List<Panel> panels = Dashboards.panels();

        assertThat(panels).hasSizeGreaterThan(40);
        for (Panel panel : panels) {
            assertThat(panel.title()).as("%s", panel).endsWith("?");
            assertThat(panel.json().path("description").asText())
                    .as("%s", panel)
                    .hasSizeGreaterThan(20)
                    .endsWith(".");
            if (!panel.json().path("type").asText().equals("alertlist")) {
                assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
                        .as("%s", panel)
                        .isNotEmpty();
                assertThat(panel.expressions()).as("%s", panel).isNotEmpty();
            }
        }
    }

    @Test
    void panelsLieBesideEachOther() throws IOException {
        Map<String, Panel> taken = new HashMap<>();
        for (Panel panel : Dashboards.panels()) {
            JsonNode place = panel.json().path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            assertThat(right).as("%s", panel).isBetween(1, COLUMNS);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int row = 0; row < place.path("h").asInt(); row++) {
                    String cell =
                            panel.dashboard() + " " + x + " " + (place.path("y").asInt() + row);
                    assertThat(taken.put(cell, panel)).as("%s", panel).isNull();
                }
            }
        }
    }
}
