package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class HealedTasksTest {
    private static final String LOGGER = "org.apache.kafka.streams.processor.internals.TaskManager";
    private static final TaskId FIRST = new TaskId(0, 1);
    private static final TaskId SECOND = new TaskId(0, 2);
    private final RuntimeException corrupted = new TaskCorruptedException(Set.of(FIRST));

    /// What Kafka Streams says of tasks that failed, as it comes out.
    private static LogRecord told(Map<TaskId, RuntimeException> tasks) {
        var item =
                new LogRecord(
                        Level.SEVERE,
                        "stream-thread [t] Get exceptions for the following tasks: " + tasks);
        item.setLoggerName(LOGGER);
        assertThat(new HealedTasks().isLoggable(item)).isTrue();
        return item;
    }

    @Test
    void statesThatAreReadAnewAreOneCalmLine() {
        var both = new LinkedHashMap<TaskId, RuntimeException>();
        both.put(FIRST, corrupted);
        both.put(SECOND, new TaskCorruptedException(Set.of(SECOND, FIRST)));

        LogRecord item = told(both);

        assertThat(item.getLevel()).isEqualTo(Level.WARNING);
        assertThat(item.getMessage())
                .isEqualTo(
                        "stream-thread [t] the state of 2 tasks was not closed in order and is"
                                + " read anew");
        assertThat(told(Map.of(FIRST, corrupted)).getLevel()).isEqualTo(Level.WARNING);
    }

    @Test
    void anotherFailureStaysAnErrorAlsoBesideSuch() {
        var both = new LinkedHashMap<TaskId, RuntimeException>();
        both.put(FIRST, corrupted);
        both.put(SECOND, new StreamsException("the disk is full"));

        assertThat(told(both).getLevel()).isEqualTo(Level.SEVERE);
        assertThat(told(both).getMessage()).contains("the disk is full");
        assertThat(told(Map.of(SECOND, new StreamsException("no"))).getLevel())
                .isEqualTo(Level.SEVERE);
    }

    @Test
    void theLoggingPropertiesNameIt() throws Exception {
        var properties = new Properties();
        try (InputStream file = Signalbox.class.getResourceAsStream("logging.properties")) {
            properties.load(file);
        }

        assertThat(properties.getProperty("java.util.logging.ConsoleHandler.filter"))
                .isEqualTo(HealedTasks.class.getName());
    }
}
