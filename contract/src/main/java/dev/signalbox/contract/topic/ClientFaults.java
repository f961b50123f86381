package dev.signalbox.contract.topic;

import dev.signalbox.contract.settings.InvalidSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The words for what keeps a client from Kafka: properties that do not fit together, a refused
/// login, a certificate, a missing permission.
public final class ClientFaults {
    private static final String VARIABLES = "SIGNALBOX_KAFKA_…: ";

    private ClientFaults() {}

    /// A client that cannot be made. A host whose name is not known yet may be asked for again.
    static RuntimeException notMade(KafkaException failure) {
        Throwable cause = failure.getCause();
        if (cause == null || cause instanceof ConfigException) {
            return new DisconnectException(
                    cause == null ? failure.getMessage() : cause.getMessage(), failure);
        }
        return new InvalidSettings(
                List.of(VARIABLES + "these properties do not make a client: " + words(cause)));
    }

    /// A failure while asking, with what to do where that is known; without secrets. One that may
    /// pass stays as it is, so that it is asked again.
    static RuntimeException inWords(KafkaException failure) {
        String words = failure instanceof RetriableException ? null : reason(failure);
        return words == null ? failure : new IllegalStateException(words, failure);
    }

    /// What an operator has to know about a failure; its own message where that says it best.
    public static String orMessage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = reason(cause);
            if (words != null) {
                return words;
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private static @Nullable String reason(Throwable failure) {
        return switch (failure) {
            case SaslAuthenticationException e ->
                    VARIABLES + "Kafka refuses the login: " + e.getMessage();
            case SslAuthenticationException e ->
                    VARIABLES + "no TLS connection to Kafka: " + words(e);
            case AuthorizationException e ->
                    "Kafka does not permit it: %s; the permissions of each room are listed in docs/kafka.md"
                            .formatted(e.getMessage());
            case TimeoutException _ -> "Kafka did not answer in time";
            default -> null;
        };
    }

    /// The messages of a failure and its causes, without what only repeats the next one.
    private static String words(Throwable failure) {
        var messages = new ArrayList<String>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message == null || messages.contains(message)) {
                continue;
            }
            if (message.contains("JAAS")) {
                // It may quote a part of the password.
                return "sasl.jaas.config must be a login module, 'required', options as"
                        + " name=\"value\", and a semicolon";
            }
            if (cause.getCause() == null || !message.equals(cause.getCause().toString())) {
                messages.add(message);
            }
        }
        return messages.isEmpty()
                ? failure.getClass().getSimpleName()
                : String.join(": ", messages);
    }
}
