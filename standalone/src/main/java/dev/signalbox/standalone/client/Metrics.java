package dev.signalbox.standalone.client;

import java.util.HashMap;
import java.util.Map;

/// The metrics of a Signalbox, summed over labels.
public record Metrics(Map<String, Double> sums) {
    /// Reads the Prometheus text format.
    public static Metrics parse(String text) {
        var sums = new HashMap<String, Double>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    int value = line.lastIndexOf(' ');
                    int labels = line.indexOf('{');
                    sums.merge(
                            line.substring(0, labels < 0 ? value : labels),
                            Double.parseDouble(line.substring(value + 1)),
                            Double::sum);
                });
        return new Metrics(Map.copyOf(sums));
    }

    /// The sum over all labels; 0 where there is no such metric.
    public long sum(String name) {
        return sums.getOrDefault(name, 0.0).longValue();
    }
}
