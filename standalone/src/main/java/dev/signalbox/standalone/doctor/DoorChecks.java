package dev.signalbox.standalone.doctor;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.HttpSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.status.ProcessStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks of the addresses that a process listens on: free, or held by the very process.
///
/// @param running whether a Signalbox answers at the HTTP door
record DoorChecks(List<Finding> findings, boolean running) {
    private static final String ANY = "0.0.0.0";

    static DoorChecks of(Settings settings) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        HostPort http = settings.http().address();
        String taken = taken(http);
        boolean running = false;
        if (taken == null) {
            findings.add(Finding.ok("HTTP port", http + " is free; nothing runs"));
        } else {
            ProcessStatus status = ProcessStatus.of(url(settings.http()), settings.http().tls());
            running = !status.rooms().isEmpty();
            findings.add(
                    !running
                            ? Finding.problem("HTTP port", taken, "set SIGNALBOX_HTTP to another")
                            : status.isReady()
                                    ? Finding.ok("HTTP port", "Signalbox is ready at " + http)
                                    : Finding.problem(
                                            "HTTP port",
                                            "Signalbox at %s is not ready: %s"
                                                    .formatted(http, status.fault()),
                                            "its log says more"));
        }
        if (settings.standalone() && !running) {
            HostPort kafka = HostPort.parse(settings.kafka().bootstrapServers());
            String kafkaTaken = taken(kafka);
            findings.add(
                    kafkaTaken == null
                            ? Finding.ok("Kafka port", kafka + " is free")
                            : Finding.problem(
                                    "Kafka port", kafkaTaken, "set SIGNALBOX_KAFKA to another"));
        }
        return new DoorChecks(findings, running);
    }

    private static URI url(HttpSettings door) {
        HostPort address = door.address();
        String host = address.host().equals(ANY) ? "127.0.0.1" : address.host();
        return URI.create(
                (door.tls() == null ? "http://" : "https://") + new HostPort(host, address.port()));
    }

    /// Why an address cannot be listened on, in words; null when it can.
    private static @Nullable String taken(HostPort address) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return null;
        } catch (BindException e) {
            return "%s cannot be listened on: %s".formatted(address, e.getMessage());
        } catch (IOException | UnresolvedAddressException e) {
            return address + " is no address of this machine";
        }
    }
}
