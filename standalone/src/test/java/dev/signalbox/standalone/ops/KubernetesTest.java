package dev.signalbox.standalone.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.contract.settings.Settings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The files in `ops/kubernetes`, read as the types of the APIs that they are for. A field that an
/// API does not have fails here, as it would there.
class KubernetesTest {
    private static final Path FOLDER = Path.of("../ops/kubernetes");
    private static final List<String> ROOMS = List.of("ingest", "router", "notifier", "console");
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory())
                    .setAnnotationIntrospector(new NoFurtherFields())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Map<String, Class<? extends HasMetadata>> TYPES =
            Map.of(
                    "apps/v1 Deployment", Deployment.class,
                    "apps/v1 StatefulSet", StatefulSet.class,
                    "v1 Service", Service.class,
                    "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
                    "networking.k8s.io/v1 Ingress", Ingress.class,
                    "kafka.strimzi.io/v1 Kafka", strimzi("kafka.Kafka"),
                    "kafka.strimzi.io/v1 KafkaNodePool", strimzi("nodepool.KafkaNodePool"),
                    "kafka.strimzi.io/v1 KafkaUser", strimzi("user.KafkaUser"));

    /// A type of Strimzi by its name, since the compiler would want the annotations of its
    /// annotations.
    private static Class<? extends HasMetadata> strimzi(String name) {
        try {
            return Class.forName("io.strimzi.api.kafka.model." + name)
                    .asSubclass(HasMetadata.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /// The models keep what they do not know in a map of further fields; here it is an error.
    private static final class NoFurtherFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    @Test
    void everyFileIsOfTheApisAndListed() throws IOException {
        List<String> listed = new ArrayList<>();
        YAML.readTree(FOLDER.resolve("kustomization.yaml").toFile())
                .get("resources")
                .forEach(name -> listed.add(name.asText()));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".yaml"))
                    .filteredOn(name -> !name.equals("kustomization.yaml"))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        for (String name : listed) {
            assertThat(documents(name)).as(name).isNotEmpty();
        }
    }

    @Test
    void aFieldThatTheApiDoesNotHaveIsFound() {
        assertThatThrownBy(() ->
                        read(
                                YAML.readTree(
                                        """
                                        apiVersion: v1
                                        kind: Service
                                        spec: {ports: [{name: http, prt: 80}]}
                                        """)))
                .hasMessageContaining("prt");
    }

    @Test
    void theSettingsAreThoseOfARoom() throws IOException {
        var environment = new TreeMap<String, String>();
        Files.readAllLines(FOLDER.resolve("settings.env")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .forEach(parts -> environment.put(parts[0], parts[1]));
        for (String room : ROOMS) {
            container(room)
                    .getEnv()
                    .forEach(variable -> environment.put(variable.getName(), "given by a secret"));
        }

        Settings settings = Settings.forRoom(environment);

        assertThat(settings.http().address().port())
                .isEqualTo(container("ingest").getPorts().getFirst().getContainerPort());
        assertThat(settings.kafka().client()).isNotNull();
    }

    /// Kubernetes adds `SIGNALBOX_KAFKA_BOOTSTRAP_PORT` and the like for the service of Kafka.
    @Test
    void noVariablesAreAddedForServices() throws IOException {
        for (String room : ROOMS) {
            assertThat(pod(room).getEnableServiceLinks()).as(room).isFalse();
        }
    }

    @Test
    void eachRoomIsWatchedEndsInItsTimeAndMayNothingButItsWork() throws IOException {
        for (String room : ROOMS) {
            Container container = container(room);
            assertThat(container.getArgs()).containsExactly(room);
            assertThat(container.getLivenessProbe().getHttpGet().getPath())
                    .isEqualTo("/health/live");
            assertThat(container.getReadinessProbe().getHttpGet().getPath())
                    .isEqualTo("/health/ready");
            assertThat(pod(room).getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(35);
            assertThat(pod(room).getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        }
    }

    @Test
    void eachMountHasItsVolume() throws IOException {
        for (String room : ROOMS) {
            List<String> volumes =
                    new ArrayList<>(pod(room).getVolumes().stream().map(Volume::getName).toList());
            documents(room + ".yaml").stream()
                    .filter(StatefulSet.class::isInstance)
                    .flatMap(
                            set -> ((StatefulSet) set).getSpec().getVolumeClaimTemplates().stream())
                    .forEach(claim -> volumes.add(claim.getMetadata().getName()));
            assertThat(container(room).getVolumeMounts().stream().map(VolumeMount::getName))
                    .containsExactlyInAnyOrderElementsOf(volumes);
        }
    }

    @Test
    void whatHasSeveralPodsMayLoseOneAtATime() throws IOException {
        for (String room : ROOMS) {
            boolean several =
                    documents(room + ".yaml").stream()
                            .anyMatch(one ->
                                    one instanceof StatefulSet
                                            || (one instanceof Deployment deployment
                                                    && deployment.getSpec().getReplicas() > 1));
            assertThat(documents(room + ".yaml"))
                    .as(room)
                    .filteredOn(PodDisruptionBudget.class::isInstance)
                    .hasSize(several ? 1 : 0);
        }
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                arguments("/events", "ingest"),
                arguments("/openapi/putEvents", "ingest"),
                arguments("/extensions/events", "ingest"),
                arguments("/api/v1/workspaces/action/acceptdataworksevent", "ingest"),
                arguments("/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent", "ingest"),
                arguments("/api/targets", "notifier"),
                arguments("/api/targets/test", "notifier"),
                arguments("/", "console"),
                arguments("/openapi/createEventBus", "console"),
                arguments("/api/events", "console"),
                arguments("/api/buses/default/rules/r/targets/t/enable", "console"),
                arguments("/api/usage", "console"),
                arguments("/page/0a1b2c/main.js", "console"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void eachPathLeadsToTheRoomThatServesIt(String path, String room) throws IOException {
        var ingress = (Ingress) documents("ingress.yaml").getFirst();

        HTTPIngressPath found =
                ingress.getSpec().getRules().getFirst().getHttp().getPaths().stream()
                        .filter(entry ->
                                switch (entry.getPathType()) {
                                    case "Exact" -> path.equals(entry.getPath());
                                    case "Prefix" ->
                                            (path + "/")
                                                    .startsWith(
                                                            entry.getPath().equals("/")
                                                                    ? "/"
                                                                    : entry.getPath() + "/");
                                    default -> throw new AssertionError(entry.getPathType());
                                })
                        .max(Comparator.comparingInt(entry -> entry.getPath().length()))
                        .orElseThrow();

        assertThat(found.getBackend().getService().getName()).isEqualTo(room);
        assertThat(documents(room + ".yaml"))
                .filteredOn(Service.class::isInstance)
                .anyMatch(service -> service.getMetadata().getName().equals(room));
    }

    /// Whatever a room adds to its table of paths under the same roof is looked for in the sources:
    /// a path of ingest or of a notifier that the list does not have would go to the console.
    @Test
    void noPathOfIngestOrANotifierIsForgotten() throws IOException {
        var written = new ArrayList<String>();
        var literal = Pattern.compile("\"(/(?:api|events|openapi|extensions)[^\"]*)\"");
        for (String room : List.of("ingest", "notifier")) {
            try (Stream<Path> files = Files.walk(Path.of("..", room, "src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    literal.matcher(Files.readString(file))
                            .results()
                            .forEach(found -> written.add(found.group(1)));
                }
            }
        }
        List<Object> known = paths().map(arguments -> arguments.get()[0]).toList();

        assertThat(written)
                .hasSizeGreaterThan(5)
                .filteredOn(path -> !path.equals("/api/buses/{bus}/rules/{rule}/targets/{id}/test"))
                .allMatch(known::contains);
    }

    private static Container container(String room) throws IOException {
        return pod(room).getContainers().getFirst();
    }

    private static PodSpec pod(String room) throws IOException {
        return documents(room + ".yaml").stream()
                .map(one ->
                        switch (one) {
                            case Deployment deployment -> deployment.getSpec().getTemplate();
                            case StatefulSet set -> set.getSpec().getTemplate();
                            default -> null;
                        })
                .filter(Objects::nonNull)
                .map(PodTemplateSpec::getSpec)
                .findFirst()
                .orElseThrow();
    }

    private static List<HasMetadata> documents(String name) throws IOException {
        var documents = new ArrayList<HasMetadata>();
        try (var parser = YAML.createParser(FOLDER.resolve(name).toFile())) {
            for (JsonNode tree : YAML.readValues(parser, JsonNode.class).readAll()) {
                documents.add(read(tree));
            }
        }
        return documents;
    }

    private static HasMetadata read(JsonNode tree) throws IOException {
        String type = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
        assertThat(TYPES).containsKey(type);
        return YAML.treeToValue(tree, TYPES.get(type));
    }
}
