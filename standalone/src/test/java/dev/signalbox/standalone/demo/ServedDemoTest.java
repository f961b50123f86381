package dev.signalbox.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.standalone.client.ApiClient;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServedDemoTest {
    @Test
    void eachPageHasSomethingToShow() throws Exception {
        var settings = Map.of("SIGNALBOX_HTTP", "127.0.0.1:0");
        try (var demo = ServedDemo.start(settings, new Random(1));
                var api = new ApiClient(demo.address())) {
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> {
                        assertThat(api.get("/api/deliveries?status=delivered&limit=1").body())
                                .contains("\"rule\"");
                        assertThat(api.get("/api/dead-letters?limit=1").body())
                                .contains("nodes-to-old-wiki");
                        assertThat(api.get("/api/targets").body()).contains("\"disabled\"");
                    });
        }
    }
}
