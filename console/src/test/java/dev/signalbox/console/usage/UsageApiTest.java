package dev.signalbox.console.usage;

import static dev.signalbox.console.ConsoleRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.console.ConsoleRig;
import dev.signalbox.console.MemoryLog;
import dev.signalbox.contract.usage.MonthlyUsage;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageApiTest {
    @TempDir private Path data;
    private ConsoleRig rig;

    @BeforeEach
    void start() {
        rig = new ConsoleRig(new MemoryLog(), data);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void usageIsToldPerAccountAndMonth() {
        rig.used(
                new MonthlyUsage(
                        "7",
                        "2026-11",
                        1_734,
                        41,
                        2,
                        Map.of("default/b", 734L, "default/a", 1_000L),
                        Map.of("http", 1_734L),
                        Map.of("rpl_1", 34L),
                        Map.of("2026-11-21", 1_700L, "2026-11-02", 34L)));

        assertThat(rig.text("/api/usage?month=2026-11&account=7"))
                .isEqualTo(
                        """
                        {"month":"2026-11",\
                        "price":{"freePerMonth":500,"usdPerNotification":"0.001"},"accounts":[{"account":"7","month":"2026-11",\
                        "delivered":1734,"merged":41,"dead":2,"free":500,"billable":1234,"costUsd":"1.234",\
                        "byRule":{"default/a":1000,"default/b":734},\
                        "byChannel":{"http":1734},"byReplay":{"rpl_1":34},\
                        "byDay":{"2026-11-02":34,"2026-11-21":1700}}]}\
                        """);
    }

    @Test
    void everyCounterIsInTheAnswer() {
        assertThat(rig.get("/api/usage?account=8").body().path("accounts").path(0).fieldNames())
                .toIterable()
                .containsAll(
                        Arrays.stream(MonthlyUsage.class.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
    }

    @Test
    void anAccountWithoutAnyDeliveryHasZeros() {
        assertThat(rig.get("/api/usage?month=2026-11&account=8").body())
                .isEqualTo(
                        json(
                                """
                                {"month": "2026-11",
                                 "price": {"freePerMonth": 500, "usdPerNotification": "0.001"},
                                 "accounts": [{"account": "8",
                                 "month": "2026-11", "delivered": 0, "merged": 0, "dead": 0, "free": 500,
                                 "billable": 0, "costUsd": "0.000", "byRule": {},
                                 "byChannel": {}, "byReplay": {}, "byDay": {}}]}\
                                """));
    }

    @Test
    void aMonthThatABuildBeforeDaysCountedHasNone() {
        rig.used(new MonthlyUsage("7", "2026-11", 17, 0, 0, Map.of(), Map.of()));

        JsonNode usage = rig.get("/api/usage?month=2026-11&account=7").body().at("/accounts/0");

        assertThat(usage.path("delivered").asInt()).isEqualTo(17);
        assertThat(usage.has("byDay")).isFalse();
    }

    @Test
    void withoutAMonthItIsTheCurrentOneInTheBillingZone() {
        // 2026-11-30T16:30Z is December already in Shanghai.
        assertThat(rig.get("/api/usage").body().path("month").asText()).isEqualTo("2026-12");
    }

    @Test
    void withoutAnAccountItIsTheDefaultOne() {
        assertThat(rig.get("/api/usage").body().path("accounts").path(0).path("account").asText())
                .isEqualTo("1000000000000001");
    }

    @Test
    void aMonthThatIsNoneIsRefused() {
        for (String month : new String[] {"2026-13", "2026-1", "11-2026", "2026-11-01", "", "x"}) {
            var answer = rig.get("/api/usage?month=" + month);
            assertThat(answer.status()).as(month).isEqualTo(400);
            assertThat(answer.message()).startsWith("month: must be");
        }
    }

    @Test
    void theCatalogHasSourcesAndTypesForPickers() {
        var catalog = rig.get("/api/catalog").body();

        assertThat(catalog.path("sources"))
                .extracting(source -> source.path("source").asText())
                .containsExactlyInAnyOrder(
                        "acs.dataworks",
                        "acs.pai.flow",
                        "acs.pai.dlc",
                        "acs.pai.model",
                        "acs.pai.dsw");
        assertThat(catalog.path("types")).hasSize(78);
        assertThat(catalog.path("types"))
                .allSatisfy(type -> {
                    assertThat(type.path("type").asText()).contains(":");
                    assertThat(type.path("eventCode").asText()).isNotEmpty();
                    assertThat(type.path("scope").asText()).isIn("workspace", "tenant");
                    assertThat(type.path("kind").asText())
                            .isIn("regular", "extension-point", "both");
                });
    }
}
