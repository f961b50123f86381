package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.standalone.client.ApiClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two routers and two notifiers, of which one after another is stopped cleanly and started again.
class RollingRestartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> GROUPS =
            List.of(
                    "signalbox-router",
                    "signalbox-notifier",
                    "signalbox-scheduler",
                    "signalbox-usage");

    @TempDir private Path folder;

    @Test
    void everyAcceptedEventIsDeliveredOnceWhileRoomsAreRestartedInTurn() throws Exception {
        try (var receiver = Receiver.start();
                var stage = new NotifierStage(folder, Map.of());
                var rooms = new Closer()) {
            stage.rule(0, receiver.url("/"));
            var ingest = address(rooms.add(room(stage, "ingest", "ingest")));
            Server routerA = room(stage, "router", "a");
            Server routerB = rooms.add(room(stage, "router", "b"));
            Server notifierA = room(stage, "notifier", "a");
            Server notifierB = rooms.add(room(stage, "notifier", "b"));
            Set<String> accepted;
            try (var load = Load.start(1, ingest)) {
                accepted = load.acknowledged();
                awaitMore(receiver);
                routerA.close();
                notifierA.close();
                assertThat(members(stage))
                        .doesNotContain(name("router", "a"), name("notifier", "a"));
                awaitMore(receiver);

                rooms.add(room(stage, "router", "a"));
                rooms.add(room(stage, "notifier", "a"));
                awaitMore(receiver);
                routerB.close();
                notifierB.close();
                assertThat(members(stage))
                        .doesNotContain(name("router", "b"), name("notifier", "b"));
                awaitMore(receiver);
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(receiver.taken().keySet())
                                    .containsExactlyInAnyOrderElementsOf(accepted));
            assertThat(receiver.repeated()).isZero();
        }
    }

    @Test
    void whatOneRouterHasSeenTheOtherKnows() throws Exception {
        int events = 200;
        try (var receiver = Receiver.start();
                var stage = new NotifierStage(folder, Map.of());
                var rooms = new Closer()) {
            stage.rule(0, receiver.url("/"));
            var api = rooms.add(new ApiClient(address(rooms.add(room(stage, "ingest", "ingest")))));
            rooms.add(room(stage, "notifier", "a"));
            Server first = room(stage, "router", "a");
            Server second = rooms.add(room(stage, "router", "b"));
            sendAll(api, events);
            await().atMost(PATIENCE).until(() -> receiver.taken().size() == events);

            first.close();
            sendAll(api, events);

            try (var other = new ApiClient(address(second))) {
                await().atMost(PATIENCE)
                        .until(() ->
                                other.get("/metrics")
                                        .body()
                                        .contains("signalbox_router_duplicates_total 200.0"));
            }
            assertThat(receiver.calls()).hasSize(events);
        }
    }

    @Test
    void theOnlyOneStaysInItsGroupsSoThatItsNextStartWaitsForNobody() throws Exception {
        try (var stage = new NotifierStage(folder, Map.of())) {
            room(stage, "router", "a").close();
            room(stage, "notifier", "a").close();

            assertThat(members(stage)).contains(name("router", "a"), name("notifier", "a"));
        }
    }

    private static Server room(NotifierStage stage, String room, String folder) {
        return RoomProcess.start(room, Settings.forRoom(stage.environment(folder)));
    }

    private static URI address(Server server) {
        String ready = server.readyLine();
        return URI.create(ready.substring(ready.indexOf("http://")));
    }

    private static void awaitMore(Receiver receiver) {
        int wanted = receiver.taken().size() + 200;
        await().atMost(PATIENCE).until(() -> receiver.taken().size() >= wanted);
    }

    private static void sendAll(ApiClient api, int events) throws Exception {
        for (int i = 0; i < events; i++) {
            String event =
                    """
                    {"specversion":"1.0","id":"event-%d","source":"acs.dataworks","type":"t"}\
                    """
                            .formatted(i);
            assertThat(api.post("/events", "application/cloudevents+json", event).ok()).isTrue();
        }
    }

    /// The name that a room of a folder has in its groups.
    private String name(String room, String data) throws Exception {
        return Files.readString(folder.resolve(data).resolve(room).resolve("instance")).strip();
    }

    /// The names of all members of all groups, without the numbers of threads.
    private static Set<String> members(NotifierStage stage) throws Exception {
        try (var admin = Admin.create(KafkaClients.admin(stage.settings()))) {
            return admin.describeConsumerGroups(GROUPS).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(member -> member.groupInstanceId().orElse("").replaceAll("-\\d+$", ""))
                    .collect(Collectors.toSet());
        }
    }
}
