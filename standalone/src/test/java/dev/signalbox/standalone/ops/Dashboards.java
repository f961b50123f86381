package dev.signalbox.standalone.ops;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The dashboards in `ops/grafana`.
final class Dashboards {
    private static final Path FOLDER = Path.of("../ops/grafana/dashboards");

    private Dashboards() {}

    /// A panel of a dashboard; rows are none.
    ///
    /// @param dashboard the name of the file
    record Panel(String dashboard, JsonNode json) {
        String title() {
            return json.path("title").asText();
        }

        List<String> expressions() {
            var expressions = new ArrayList<String>();
            json.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
            return expressions;
        }

        @Override
        public String toString() {
            return dashboard + ": " + title();
        }
    }

    static List<Panel> panels() throws IOException {
        var panels = new ArrayList<Panel>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode panel : Json.MAPPER.readTree(file.toFile()).path("panels")) {
                    if (!panel.path("type").asText().equals("row")) {
                        panels.add(new Panel(String.valueOf(file.getFileName()), panel));
                    }
                }
            }
        }
        return panels;
    }
}
