package dev.signalbox.standalone.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Checks of the Java and the limits that a process has.
final class MachineChecks {
    private static final int JAVA = 25;

    private MachineChecks() {}

    static Finding java(Runtime.Version version, String home) {
        return version.feature() == JAVA
                ? Finding.ok("Java", version + " in " + home)
                : Finding.problem(
                        "Java",
                        "%s in %s is not Java %d".formatted(version, home, JAVA),
                        "install a JDK 25 and let JAVA_HOME name it");
    }

    static Finding locale(Charset encoding) {
        return encoding.equals(StandardCharsets.UTF_8)
                ? Finding.ok("locale", "UTF-8")
                : Finding.warning(
                        "locale",
                        "its encoding is " + encoding,
                        "start by ./signalbox, or with LC_ALL=C.UTF-8; otherwise settings and names"
                                + " of files beyond ASCII are lost");
    }

    /// @param connections as many as the settings let callers open; a server uses at most half of
    ///   the files for them
    static Finding openFiles(int connections) {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean os)) {
            return Finding.ok("open files", "no limit is known");
        }
        long most = os.getMaxFileDescriptorCount();
        return most >= 2L * connections
                ? Finding.ok("open files", "up to " + most)
                : Finding.warning(
                        "open files",
                        "up to %d, which allows %d connections and not SIGNALBOX_MAX_CONNECTIONS=%d"
                                .formatted(most, most / 2, connections),
                        "raise the limit: ulimit -n %d".formatted(2L * connections));
    }
}
