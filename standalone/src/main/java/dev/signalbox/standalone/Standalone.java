package dev.signalbox.standalone;

import dev.signalbox.contract.file.DataFolder;
import dev.signalbox.contract.file.DiskWatch;
import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.rule.Vault;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.web.RouteTable;
import dev.signalbox.web.access.GuardedHttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// All rooms and a Kafka broker in one process: the same rooms that run apart.
public final class Standalone implements Server {
    private final EmbeddedBroker broker;
    private final Rooms rooms;

    private Standalone(EmbeddedBroker broker, Rooms rooms) {
        this.broker = broker;
        this.rooms = rooms;
    }

    /// Starts everything; returns when events are routed and delivered.
    ///
    /// @param settings of standalone; port 0 of the HTTP door or the broker takes a free one
    public static Standalone start(Settings settings) {
        StartLog.begin(settings);
        GuardedHttpServer.check(settings);
        settings.kafka().requireLoopback();
        Vault.check(settings);
        HostPort listen = HostPort.parse(settings.kafka().bootstrapServers());
        Path folder = DataFolder.prepare(settings.data(), "kafka");
        DiskWatch disk = DiskWatch.start(settings.minFreeMegabytes());
        try {
            disk.add(folder);
            EmbeddedBroker broker = EmbeddedBroker.start(folder, listen.host(), listen.port());
            try {
                return new Standalone(
                        broker, Rooms.start(settings.withKafka(broker.bootstrapServers()), disk));
            } catch (RuntimeException e) {
                broker.close();
                throw e;
            }
        } catch (RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /// The calls that the HTTP door answers.
    List<RouteTable.Call> calls() {
        return rooms.calls();
    }

    /// The HTTP door's address.
    public URI address() {
        return rooms.address();
    }

    /// The embedded broker's bootstrap servers.
    public String kafka() {
        return broker.bootstrapServers();
    }

    @Override
    public String readyLine() {
        return "Signalbox is ready on " + address();
    }

    @Override
    public void close() {
        rooms.close();
        broker.close();
    }
}
