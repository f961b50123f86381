package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// A broker with TLS, logins and permissions: those of the tables in docs/kafka.md, no more.
final class SecureKafka implements AutoCloseable {
    static final String PASSWORD = "s3cret-pass-word";
    private static final String SCRAM =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\""
                    + " password=\"%s\";";
    private static final String PLAIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\""
                    + " password=\"%1$s\" user_broker=\"%1$s\";";
    private static final Pattern ROW =
            Pattern.compile("\\| ([a-z, ]+) \\| ([a-z-]+) \\| `([^`]+)` \\| ([A-Za-z, ]+) \\|");

    private final EmbeddedBroker broker;
    private final Path trusted;

    private SecureKafka(EmbeddedBroker broker, Path trusted) {
        this.broker = broker;
        this.trusted = trusted;
    }

    static SecureKafka start(Path folder) throws Exception {
        Path store = folder.resolve("broker.p12");
        Path trusted = folder.resolve("ca.pem");
        keytool("-genkeypair -keyalg EC -dname CN=broker -ext san=ip:127.0.0.1", store);
        keytool("-exportcert -rfc -file " + trusted, store);
        var properties = new HashMap<String, String>();
        properties.put("listener.security.protocol.map", "BROKER:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put("listener.name.broker.plain.sasl.jaas.config", PLAIN.formatted(PASSWORD));
        properties.put(
                "listener.name.broker.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        for (String kind : List.of("keystore", "truststore")) {
            properties.put("ssl." + kind + ".location", store.toString());
            properties.put("ssl." + kind + ".type", "PKCS12");
            properties.put("ssl." + kind + ".password", PASSWORD);
        }
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // Anonymous is the broker itself, at its controller.
        properties.put("super.users", "User:broker;User:ANONYMOUS");
        var broker = EmbeddedBroker.start(folder.resolve("kafka"), "127.0.0.1", 0, properties);
        return new SecureKafka(broker, trusted);
    }

    private static void keytool(String arguments, Path store)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    /// The settings with which a room of a user reaches it.
    Map<String, String> settings(String user) {
        return Map.of(
                "SIGNALBOX_KAFKA",
                broker.bootstrapServers(),
                "SIGNALBOX_KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "SIGNALBOX_KAFKA_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "SIGNALBOX_KAFKA_SASL_JAAS_CONFIG",
                SCRAM.formatted(user, PASSWORD),
                "SIGNALBOX_KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "SIGNALBOX_KAFKA_SSL_TRUSTSTORE_LOCATION",
                trusted.toString());
    }

    /// An admin client that may do everything.
    Admin admin() {
        return Admin.create(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        PLAIN.formatted(PASSWORD),
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        trusted.toString()));
    }

    /// Makes a user with the permissions of those rows whose first cell is one of these.
    void addUser(Admin admin, String user, String... rows)
            throws IOException, ExecutionException, InterruptedException {
        admin.alterUserScramCredentials(
                        List.of(
                                new UserScramCredentialUpsertion(
                                        user,
                                        new ScramCredentialInfo(
                                                ScramMechanism.SCRAM_SHA_512, 4_096),
                                        PASSWORD)))
                .all()
                .get();
        admin.createAcls(permissions(user, rows)).all().get();
    }

    /// The permissions of those rows.
    static List<AclBinding> permissions(String user, String... rows) throws IOException {
        var bindings = new ArrayList<AclBinding>();
        for (String line : Files.readAllLines(Path.of("../docs/kafka.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && Arrays.asList(rows).contains(row.group(1))) {
                for (String operation : row.group(4).split(", ", -1)) {
                    bindings.add(binding(user, row.group(2), row.group(3), operation));
                }
            }
        }
        return bindings;
    }

    private static AclBinding binding(String user, String type, String name, String operation) {
        boolean prefix = name.endsWith("*");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(type.replace('-', '_').toUpperCase(Locale.ROOT)),
                        prefix ? name.substring(0, name.length() - 1) : name,
                        prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user,
                        "*",
                        AclOperation.fromString(
                                operation
                                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                                        .toUpperCase(Locale.ROOT)),
                        AclPermissionType.ALLOW));
    }

    @Override
    public void close() {
        broker.close();
    }
}
