package dev.signalbox.standalone.log;

import java.io.Serial;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/// A logger of SLF4J on Java's own that hands key-values on as they are: they are the parameters of
/// its records, beside the finished message.
final class KeyValueLogger extends LegacyAbstractLogger implements LoggingEventAware {
    @Serial private static final long serialVersionUID = 1;

    private final transient Logger logger;

    KeyValueLogger(String name) {
        this.name = name;
        logger = Logger.getLogger(name.equals(ROOT_LOGGER_NAME) ? "" : name);
    }

    @Override
    public void log(LoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        write(
                event.getLevel(),
                event.getMessage(),
                event.getArgumentArray(),
                event.getThrowable(),
                pairs == null ? List.of() : pairs);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        write(level, message, arguments, thrown, List.of());
    }

    private void write(
            Level level,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown,
            List<KeyValuePair> pairs) {
        if (!isEnabled(level)) {
            return;
        }
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        var line = new LogRecord(javaLevel(level), text);
        line.setLoggerName(name);
        line.setThrown(thrown);
        line.setParameters(pairs.toArray());
        logger.log(line);
    }

    private boolean isEnabled(Level level) {
        return logger.isLoggable(javaLevel(level));
    }

    private static java.util.logging.Level javaLevel(Level level) {
        return switch (level) {
            case ERROR -> java.util.logging.Level.SEVERE;
            case WARN -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            case DEBUG -> java.util.logging.Level.FINE;
            case TRACE -> java.util.logging.Level.FINEST;
        };
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }
}
