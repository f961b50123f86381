package dev.signalbox.standalone;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells calmly what Kafka Streams mends by itself. After a kill it finds that a state under
/// exactly-once was not closed in order, and reads it anew from its topic; it tells that as an
/// error with an exception for each task. What is of another form, or holds another exception too,
/// passes as it is. The logging properties name this class.
public final class HealedTasks implements Filter {
    private static final String LOGGER = "org.apache.kafka.streams.processor.internals.TaskManager";
    private static final String TASK =
            "[^=]+=org\\.apache\\.kafka\\.streams\\.errors\\.TaskCorruptedException:"
                    + " Tasks \\[[^]]*] are corrupted and hence need to be re-initialized";
    private static final Pattern HEALED =
            Pattern.compile(
                    "(.*)Get exceptions for the following tasks: \\{(%s(?:, %s)*)}"
                            .formatted(TASK, TASK));
    private static final Pattern ONE = Pattern.compile(TASK);

    /// Made by the logging properties.
    public HealedTasks() {}

    @Override
    public boolean isLoggable(LogRecord item) {
        if (LOGGER.equals(item.getLoggerName()) && item.getMessage() != null) {
            Matcher healed = HEALED.matcher(item.getMessage());
            if (healed.matches()) {
                long tasks = ONE.matcher(healed.group(2)).results().count();
                item.setLevel(Level.WARNING);
                item.setThrown(null);
                item.setMessage(
                        "%sthe state of %d tasks was not closed in order and is read anew"
                                .formatted(healed.group(1), tasks));
            }
        }
        return true;
    }
}
