package dev.signalbox.contract.settings;

import dev.signalbox.contract.kafka.ClientProperties;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Variables of our prefix that are no settings: most likely mistyped, which must not pass for "not
/// given".
final class UnknownVariables {
    private static final Pattern SERVICE_LINK =
            Pattern.compile("\\w+_SERVICE_(HOST|PORT(_\\w+)?)|\\w+_PORT_\\d+_(TCP|UDP)(_\\w+)?");

    /// Variables of the launcher script, which the program itself does not read.
    private static final List<String> LAUNCHER = List.of("SIGNALBOX_JVM_OPTIONS");

    private UnknownVariables() {}

    /// The problems, a sentence for each such variable. Their values are not shown.
    static List<String> problems(Map<String, String> environment) {
        var known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
        return environment.entrySet().stream()
                .filter(given -> !isServiceLink(given.getKey(), given.getValue()))
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(Setting.PREFIX) && !known.contains(name))
                .filter(name -> !name.startsWith(ClientProperties.PREFIX))
                .filter(name -> !LAUNCHER.contains(name))
                .sorted()
                .map(name -> name + ": there is no such setting" + hint(name, known))
                .toList();
    }

    /// The variables that set a property of Kafka's own.
    static Map<String, String> ofKafka(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(given -> given.getKey().startsWith(ClientProperties.PREFIX))
                .filter(given -> !given.getKey().equals(Setting.KAFKA_CONFIG.variable()))
                .filter(given -> !isServiceLink(given.getKey(), given.getValue()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// The known variable that a person may have meant, where one is near: at most a fifth of its
    /// letters are other ones.
    private static String hint(String name, List<String> known) {
        return known.stream()
                .filter(one -> distance(name, one) <= one.length() / 5)
                .min(Comparator.comparingInt(one -> distance(name, one)))
                .map(one -> "; is " + one + " meant?")
                .orElse("");
    }

    /// Levenshtein's distance: letters to insert, to take out or to change.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /// Whether Kubernetes put the variable into the environment, as it does for every service whose
    /// name begins with `signalbox`.
    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && value.startsWith("tcp://"));
    }
}
