package dev.signalbox.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What lives on the heap of a process after a full collection.
///
/// @param counts how many objects there are of each class
/// @param bytes of all of them
record LiveObjects(Map<String, Long> counts, long bytes) {
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    /// Looks, which has the process collect first.
    static LiveObjects of(SignalboxProcess process) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked =
                new ProcessBuilder(
                                List.of(jcmd, Long.toString(process.pid()), "GC.class_histogram"))
                        .redirectErrorStream(true)
                        .start();
        String told = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var counts = new HashMap<String, Long>();
        long bytes = 0;
        for (String line : told.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                counts.merge(matcher.group(3), Long.parseLong(matcher.group(1)), Long::sum);
                bytes += Long.parseLong(matcher.group(2));
            }
        }
        if (counts.isEmpty()) {
            throw new IOException("jcmd told nothing of the process: " + told);
        }
        return new LiveObjects(Map.copyOf(counts), bytes);
    }

    /// How many objects there are of a class, by its name without the package of all of ours.
    long count(String name) {
        return counts.getOrDefault("dev.signalbox." + name, 0L);
    }
}
