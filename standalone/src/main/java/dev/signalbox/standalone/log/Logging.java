package dev.signalbox.standalone.log;

import dev.signalbox.contract.settings.LogFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// The set-up of the log, which goes to standard error.
public final class Logging {
    private Logging() {}

    /// Sets it up, before the first logger is made. A configuration of one's own
    /// (`java.util.logging.config.file`) is left as it is.
    public static void start(Map<String, String> environment) {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        try (InputStream properties = Logging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        } catch (IOException e) {
            throw new IllegalStateException("the logging configuration is part of the jar", e);
        }
        if (LogFormat.of(environment) == LogFormat.JSON) {
            // The usual provider writes key-values into the message.
            System.setProperty("slf4j.provider", KeyValueProvider.class.getName());
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                handler.setFormatter(new JsonFormatter());
            }
        }
    }
}
