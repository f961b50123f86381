package dev.signalbox.contract.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomPlaceTest {
    @TempDir private Path data;
    private final CopyOnWriteArrayList<String> members = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void aFolderHasOnePlaceAtATime() {
        try (var place = place("notifier");
                var other = place("router")) {
            assertThat(other.name()).isNotEqualTo(place.name());
            assertThatThrownBy(() -> place("notifier").close())
                    .hasMessageContaining("is in use by another Signalbox");
        }
        place("notifier").close();
    }

    @Test
    void theNameOutlivesTheProcess() {
        String name;
        try (var place = place("notifier")) {
            name = place.name();
        }
        try (var place = place("notifier")) {
            assertThat(place.name()).isEqualTo(name);
        }
    }

    @Test
    void anEmptyOrSpoiledNameIsDrawnAnew() throws IOException {
        Path file = data.resolve("notifier").resolve("instance");
        Files.createDirectories(file.getParent());
        for (String spoiled : new String[] {"", "\n", "a b", "\u0000\u0000", "a".repeat(300)}) {
            Files.writeString(file, spoiled);
            try (var place = place("notifier")) {
                assertThat(place.name()).hasSize(36);
                assertThat(file).hasContent(place.name());
            }
        }
    }

    @Test
    void whoIsFencedWaitsUntilItsNameIsFreeAndSaysSo() {
        try (var place = place("notifier")) {
            members.add("n-1");
            assertThat(place.missing()).isEmpty();

            var free = CompletableFuture.supplyAsync(() -> place.awaitFree("g", "n-1"));

            await().until(() -> asked.contains("g"));
            assertThat(place.missing())
                    .singleElement()
                    .asString()
                    .startsWith("another process runs as this notifier");
            members.clear();
            assertThat(free.join()).isTrue();
            assertThat(place.missing()).isEmpty();
        }
    }

    @Test
    void closingEndsTheWait() {
        try (var place = place("notifier")) {
            members.add("n-1");
            var free = CompletableFuture.supplyAsync(() -> place.awaitFree("g", "n-1"));

            place.stopWaiting();

            assertThat(free.join()).isFalse();
        }
    }

    @Test
    void othersAreMembersThatHaveNotThisName() {
        try (var place = place("router")) {
            members.addAll(List.of(place.name(), place.name() + "-1", place.name() + "-12"));
            assertThat(place.othersIn("g")).isFalse();

            members.add("another-1");
            assertThat(place.othersIn("g")).isTrue();
        }
    }

    @Test
    void aMemberWithoutANameIsAnother() {
        try (var place = place("router")) {
            members.add("");

            assertThat(place.othersIn("g")).isTrue();
        }
    }

    @Test
    void thereAreNoOthersWhereKafkaDoesNotAnswer() {
        RoomPlace.Members silent =
                group -> {
                    throw new TimeoutException("late");
                };
        try (var place = new RoomPlace(data, "router", silent)) {
            assertThat(place.othersIn("g")).isFalse();
        }
    }

    @Test
    void fencingIsRecognizedAmongTheCauses() {
        var fenced = new FencedInstanceIdException("another's");

        assertThat(RoomPlace.isFenced(fenced)).isTrue();
        assertThat(RoomPlace.isFenced(new IllegalStateException(fenced))).isTrue();
        assertThat(RoomPlace.isFenced(new TimeoutException("late"))).isFalse();
    }

    private RoomPlace place(String room) {
        return new RoomPlace(
                data,
                room,
                group -> {
                    asked.add(group);
                    return List.copyOf(members);
                });
    }
}
