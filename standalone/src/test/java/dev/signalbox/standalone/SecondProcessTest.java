package dev.signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.standalone.client.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second process on a room's data folder, or on a copy of it.
class SecondProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PER_SECOND = 20;
    private static final int MORE = 40;

    @TempDir private Path folder;

    @Test
    void inTheSameFolderItEndsAndTheFirstOneGoesOn() throws Exception {
        try (var receiver = BookingReceiver.start((path, id, attempt) -> 204);
                var stage = stage(receiver);
                var first = stage.notifier("a");
                var api = new ApiClient(first.address());
                var load = load(stage)) {
            awaitMore(receiver);

            assertThatThrownBy(() -> stage.notifier("a").close())
                    .hasRootCauseMessage("it ended before it was ready");

            awaitMore(receiver);
            assertThat(api.get("/health/ready").status()).isEqualTo(200);
            load.stop();
        }
    }

    @Test
    void inACopyItFencesTheNotifierWhichSaysSoAndComesBackWhenTheCopyHasGone() throws Exception {
        try (var receiver = BookingReceiver.start((path, id, attempt) -> 204);
                var stage = stage(receiver);
                var first = stage.notifier("a");
                var api = new ApiClient(first.address());
                var load = load(stage)) {
            awaitMore(receiver);
            copy(folder.resolve("a"), folder.resolve("b"));

            try (var second = stage.notifier("b")) {
                awaitFenced(api, "notifier");
                awaitMore(receiver);
                assertThat(api.get("/health/ready").status()).isEqualTo(503);
                assertThat(second.stop(Duration.ofSeconds(20))).isTrue();
            }

            awaitReady(api, "notifier");
            awaitMore(receiver);
            load.stop();
        }
    }

    @Test
    void inACopyItFencesTheRouterWhichSaysSoAndComesBackWhenTheCopyHasGone() throws Exception {
        try (var receiver = BookingReceiver.start((path, id, attempt) -> 204);
                var stage = stage(receiver);
                var first = SignalboxProcess.start("router", stage.environment("a"));
                var api = new ApiClient(first.address())) {
            copy(folder.resolve("a"), folder.resolve("b"));

            try (var second = SignalboxProcess.start("router", stage.environment("b"));
                    var other = new ApiClient(second.address())) {
                awaitFenced(api, "router");
                awaitReady(other, "router");
                second.kill();
            }

            awaitReady(api, "router");
        }
    }

    private NotifierStage stage(BookingReceiver receiver) throws Exception {
        var stage = new NotifierStage(folder, Map.of());
        stage.rule(0, receiver.url("/0"));
        return stage;
    }

    private static DeliveryLoad load(NotifierStage stage) {
        return DeliveryLoad.start(stage.settings(), Integer.MAX_VALUE, PER_SECOND, number -> 0);
    }

    private static void awaitMore(BookingReceiver receiver) {
        int wanted = receiver.taken().size() + MORE;
        await().atMost(PATIENCE).until(() -> receiver.taken().size() >= wanted);
    }

    private static void awaitFenced(ApiClient api, String room) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    ApiClient.Answer answer = api.get("/health/ready");
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.body()).contains("another process runs as this " + room);
                    assertThat(api.get("/metrics").body())
                            .contains("signalbox_%s_fenced 1.0".formatted(room));
                });
    }

    private static void awaitReady(ApiClient api, String room) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(api.get("/health/ready").status()).isEqualTo(200);
                    assertThat(api.get("/metrics").body())
                            .contains("signalbox_%s_fenced 0.0".formatted(room));
                });
    }

    /// As `cp -r` copies the folder of a process that runs; files that vanish meanwhile are left
    /// out.
    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            paths.forEach(path -> {
                Path copy = to.resolve(from.relativize(path).toString());
                try {
                    if (Files.isDirectory(path)) {
                        Files.createDirectories(copy);
                    } else if (Files.exists(path)) {
                        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
