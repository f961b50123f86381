package dev.signalbox.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The lines between the rooms, as the design draws them.
class HouseRulesTest {
    private static final String HOUSE = "dev.signalbox.";
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.signalbox");
        assertThat(house.size()).as("classes found").isGreaterThan(50);
    }

    @Test
    void roomsMeetInTheContractOnly() {
        for (String room : new String[] {"ingest", "router", "notifier", "console"}) {
            classes()
                    .that()
                    .resideInAPackage(HOUSE + room + "..")
                    .should()
                    .onlyDependOnClassesThat(
                            DescribedPredicate.describe(
                                    "are of the room, of what rooms share, or not of the house",
                                    other ->
                                            !other.getPackageName().startsWith(HOUSE)
                                                    || other.getPackageName()
                                                            .startsWith(HOUSE + room)
                                                    || other.getPackageName()
                                                            .startsWith(HOUSE + "contract")
                                                    || other.getPackageName()
                                                            .startsWith(HOUSE + "web")
                                                    || other.getPackageName()
                                                            .startsWith(HOUSE + "streams")
                                                    || other.getPackageName()
                                                            .startsWith(HOUSE + "history")))
                    .check(house);
        }
    }

    @Test
    void theContractKnowsNoRoomNoServerAndNoStreams() {
        noClasses()
                .that()
                .resideInAPackage("dev.signalbox.contract..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.signalbox.web..",
                        "dev.signalbox.streams..",
                        "dev.signalbox.history..",
                        "dev.signalbox.ingest..",
                        "dev.signalbox.router..",
                        "dev.signalbox.notifier..",
                        "dev.signalbox.console..",
                        "dev.signalbox.standalone..",
                        "io.helidon..",
                        "org.apache.kafka.streams..",
                        "org.apache.hc..")
                .check(house);
    }

    @Test
    void eachLibraryStaysInItsRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.signalbox.web..",
                        "dev.signalbox.ingest..",
                        "dev.signalbox.console..",
                        "dev.signalbox.notifier.api..",
                        "dev.signalbox.notifier.connectivity..",
                        "dev.signalbox.notifier.health..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.signalbox.streams..",
                        "dev.signalbox.router..",
                        "dev.signalbox.notifier..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.notifier..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.notifier.mail..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
                .check(house);
        // Rooms know Tracing alone, which costs nothing where nobody collects spans.
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.standalone.tracing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.standalone..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..")
                .check(house);
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching("dev.signalbox.(**)").should().beFreeOfCycles().check(house);
    }

    @Test
    void timeIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.signalbox.standalone..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(house);
    }

    @Test
    void fieldsAreNotPublicUnlessConstant() {
        fields().that().arePublic().should().haveModifier(JavaModifier.FINAL).check(house);
    }
}
