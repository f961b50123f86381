package dev.signalbox.standalone.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The broker that ran on this data before, as the controller remembers it.
///
/// A controller that starts takes the brokers it knows for alive, gives each nine seconds to be
/// heard of, and lets no other register under the same id before. Here the one before is known to
/// be dead, as its directory is ours now. So it is unregistered, and the new one need not wait. Its
/// partitions keep their only replica; they are without a leader until the new broker is in.
final class FormerBroker {
    private static final Logger LOG = LoggerFactory.getLogger(FormerBroker.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private FormerBroker() {}

    /// Unregisters the former broker, if there was one; to be called before the new one starts.
    /// When that does not work, the start only takes longer.
    static void unregister(Controller controller, int nodeId) {
        Instant deadline = Instant.now().plus(LIMIT);
        try {
            while (!unregistered(controller, nodeId)) {
                if (Instant.now().isAfter(deadline)) {
                    LOG.warn("The controller is slow to start");
                    return;
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// False while the controller has not taken up its office.
    private static boolean unregistered(Controller controller, int nodeId)
            throws InterruptedException {
        if (!controller.isActive()) {
            return false;
        }
        ControllerRequestContext context =
                new ControllerRequestContext(
                        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        try {
            controller
                    .unregisterBroker(context, nodeId)
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotControllerException) {
                return false;
            }
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                LOG.warn("The broker that ran here before is still registered", e.getCause());
            }
            return true;
        } catch (TimeoutException e) {
            LOG.warn("The broker that ran here before is still registered", e);
            return true;
        }
    }
}
