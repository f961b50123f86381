package dev.signalbox.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = Catalog.builtIn();

    @Test
    void itHasThe78KnownTypes() {
        assertThat(catalog.types()).hasSize(78).doesNotHaveDuplicates();
    }

    @Test
    void typeAndCodeLeadToOneAnother() {
        assertThat(catalog.types())
                .allSatisfy(type -> {
                    assertThat(catalog.byType(type.type())).isSameAs(type);
                    assertThat(catalog.byCode(type.eventCode())).isSameAs(type);
                });
    }

    @Test
    void theCodesThatFollowNoRuleAreThere() {
        assertThat(code("unfreeze-node").type()).isEqualTo("dataworks:NodeChange:UnFreezeNode");
        assertThat(code("start-diJob").type()).endsWith(":StartDiJob");
        assertThat(code("batch-start-diJob").type()).endsWith(":BatchStartDiJob");
    }

    @Test
    void everyTypeHasASourceKindAndScope() {
        assertThat(catalog.types())
                .allSatisfy(type -> {
                    assertThat(type.source())
                            .isIn(
                                    "acs.dataworks",
                                    "acs.pai.dlc",
                                    "acs.pai.dsw",
                                    "acs.pai.flow",
                                    "acs.pai.model");
                    assertThat(type.kind()).isIn("regular", "extension-point", "both");
                    assertThat(type.scope()).isIn("workspace", "tenant");
                    assertThat(type.type())
                            .startsWith(
                                    type.source().equals("acs.dataworks") ? "dataworks:" : "pai:");
                });
    }

    @Test
    void whatIsNotInItIsNull() {
        assertThat(catalog.byCode("no-such-code")).isNull();
        assertThat(catalog.byType("dataworks:No:Such")).isNull();
    }

    private EventType code(String code) {
        return Objects.requireNonNull(catalog.byCode(code), code);
    }
}
