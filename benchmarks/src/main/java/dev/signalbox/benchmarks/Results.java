package dev.signalbox.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results of a benchmark: figures beside their baselines, with the spread over the rounds.
final class Results {
    private final Map<String, Series> pairs = new LinkedHashMap<>();
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /// The rounds of one measurement and of its baseline.
    private record Series(List<Double> measured, List<Double> baseline) {
        /// The median of the ratios of rounds that were neighbours, since a machine's speed changes
        /// from one minute to the next.
        double ratio() {
            if (measured.size() != baseline.size()) {
                return median(measured) / median(baseline);
            }
            var ratios = new ArrayList<Double>();
            for (int i = 0; i < measured.size(); i++) {
                ratios.add(measured.get(i) / baseline.get(i));
            }
            return median(ratios);
        }
    }

    private Series pair(String name) {
        return pairs.computeIfAbsent(
                name, ignored -> new Series(new ArrayList<>(), new ArrayList<>()));
    }

    /// Adds a round of a measurement that has a baseline.
    void measured(String name, double value) {
        pair(name).measured().add(value);
        System.err.printf(Locale.ROOT, "  %s: %,.0f%n", name, value);
    }

    /// Adds a round of a measurement's baseline.
    void baseline(String name, double value) {
        pair(name).baseline().add(value);
        System.err.printf(Locale.ROOT, "  %s, baseline: %,.0f%n", name, value);
    }

    /// Adds a round of a figure without a baseline.
    void figure(String name, double value) {
        figures.computeIfAbsent(name, ignored -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "  %s: %,.2f%n", name, value);
    }

    /// Adds a remark.
    void note(String text) {
        notes.add(text);
    }

    /// The results as Markdown tables.
    String toMarkdown() {
        var text = new StringBuilder();
        if (!pairs.isEmpty()) {
            text.append("| measurement | Signalbox | baseline | ratio | rounds |\n");
            text.append("|---|---:|---:|---:|---:|\n");
            pairs.forEach((name, series) ->
                    text.append(
                            String.format(
                                    Locale.ROOT,
                                    "| %s | %s | %s | %.2f | %d |%n",
                                    name,
                                    spread(series.measured(), "%,.0f"),
                                    spread(series.baseline(), "%,.0f"),
                                    series.ratio(),
                                    series.measured().size())));
        }
        if (!figures.isEmpty()) {
            text.append("\n| figure | value | rounds |\n|---|---:|---:|\n");
            figures.forEach((name, values) ->
                    text.append(
                            String.format(
                                    Locale.ROOT,
                                    "| %s | %s | %d |%n",
                                    name,
                                    spread(values, "%,.2f"),
                                    values.size())));
        }
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    private static String spread(List<Double> values, String format) {
        String median = String.format(Locale.ROOT, format, median(values));
        if (values.size() < 2) {
            return median;
        }
        var sorted = values.stream().sorted().toList();
        return median
                + String.format(
                        Locale.ROOT,
                        " (" + format + "–" + format + ")",
                        sorted.getFirst(),
                        sorted.getLast());
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
