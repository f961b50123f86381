package dev.signalbox.standalone.broker;

import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.apache.kafka.server.fault.ProcessTerminatingFaultHandler;

/// The handlers of faults within Kafka. While the broker starts, a fatal one is thrown to whoever
/// starts it. In a broker that runs, it ends the process at once: the metadata can no longer be
/// trusted, and the disk is left as after a kill.
final class BrokerFaults implements FaultHandlerFactory {
    private volatile boolean running;

    /// From here on a fatal fault ends the process.
    void running() {
        running = true;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        FaultHandler report = new LoggingFaultHandler(name, action);
        FaultHandler halt = new ProcessTerminatingFaultHandler.Builder().setAction(action).build();
        return (message, cause) -> (fatal && running ? halt : report).handleFault(message, cause);
    }
}
