package dev.signalbox.contract.room;

import dev.signalbox.contract.file.DataFolder;
import dev.signalbox.contract.file.DirectoryLock;
import dev.signalbox.contract.file.IoFault;
import dev.signalbox.contract.file.WholeFile;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The place of a room's process: a folder for its state, which no other process on this machine
/// uses, and a name in its consumer groups. The name is kept in the folder and outlives the
/// process: after a crash it gets its partitions back under that name at once, and does not wait
/// for the dead one's session to end.
///
/// Two processes have one name where one runs in a copy of the other's folder. Kafka then gives the
/// partitions to the one that joined last, and fences the other. The fenced one waits until the
/// name is free: if it joined again at once, the two would fence each other for ever. Each group
/// decides by itself, so of two notifiers either may lack a part.
///
/// A member that is named so keeps its partitions until its session ends, also when it is closed:
/// that is right for the only process of a room, which comes back to them at once. Where others run
/// ([#othersIn]), it leaves its groups when it is closed, and they take over at once.
///
/// May be used by any thread.
public final class RoomPlace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomPlace.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final String room;
    private final DirectoryLock lock;
    private final String name;
    private final Members members;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /// Knows the members of consumer groups.
    @FunctionalInterface
    interface Members {
        /// The names of a group's members, empty for one without a name.
        ///
        /// @throws KafkaException when they are not known
        List<String> of(String group) throws InterruptedException;
    }

    /// @param members of the room's groups
    RoomPlace(Path data, String room, Members members) {
        this.room = room;
        this.members = members;
        Path folder = data.resolve(room);
        lock = DirectoryLock.take(folder);
        try {
            name = name(folder.resolve("instance"));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Takes the place of a room, before the room joins anything.
    ///
    /// @param room names its folder in the data folder, such as `notifier`
    /// @throws IllegalStateException when another process uses its folder, or it cannot be used
    public static RoomPlace take(RoomContext context, String room) {
        Settings settings = context.settings();
        context.disk().add(DataFolder.prepare(settings.data(), room));
        var place = new RoomPlace(settings.data(), room, group -> members(settings, group));
        GaugeWithCallback.builder()
                .name("signalbox_%s_fenced".formatted(room))
                .help("1 while another process runs under this one's name, else 0")
                .callback(gauge -> gauge.call(place.missing().size()))
                .register(context.metrics());
        return place;
    }

    private static String name(Path file) {
        try {
            String kept = read(file);
            if (NAME.matcher(kept).matches()) {
                return kept;
            }
            if (Files.exists(file)) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .log(
                                "the file was empty or spoiled; this process has a new name, and waits some seconds for what the former one had");
            }
            String drawn = UUID.randomUUID().toString();
            WholeFile.write(file, drawn);
            return drawn;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot use %s: %s (setting SIGNALBOX_DATA)".formatted(file, IoFault.words(e)),
                    e);
        }
    }

    /// Empty where there is no file, or it is not a text.
    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static List<String> members(Settings settings, String group)
            throws InterruptedException {
        Map<String, Object> config = KafkaClients.admin(settings, ANSWER);
        try (Admin admin = Admin.create(config)) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(described -> described.members().stream())
                    .map(member -> member.groupInstanceId().orElse(""))
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw new KafkaException("the members of " + group + " are not known", e.getCause());
        }
    }

    /// The name of this process in the room's consumer groups.
    public String name() {
        return name;
    }

    /// Whether other processes are members of a group, so that they take over what this one leaves.
    /// False where Kafka does not answer within seconds.
    public boolean othersIn(String group) {
        try {
            return members.of(group).stream()
                    .anyMatch(member -> !member.equals(name) && !member.startsWith(name + "-"));
        } catch (KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether a client failed since another process has joined under its name.
    public static boolean isFenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                return true;
            }
        }
        return false;
    }

    /// Waits until no member of a group has a name, for a client that was fenced.
    ///
    /// @param member the name, or one that begins with it
    /// @return whether the client may join again; false once this is being closed
    public boolean awaitFree(String group, String member) {
        String key = group + " " + member;
        lose(key);
        try {
            do {
                long millis = PAUSE.toMillis();
                millis += ThreadLocalRandom.current().nextLong(millis);
                if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } while (isTaken(group, member));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        regain(key);
        return true;
    }

    private boolean isTaken(String group, String member) throws InterruptedException {
        try {
            return members.of(group).contains(member);
        } catch (KafkaException e) {
            return true; // not known, so asked again
        }
    }

    private synchronized void lose(String key) {
        if (lost.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("room", room)
                    .addKeyValue("instance", name)
                    .log(
                            "another process has joined under this one's name, as in a copy of its data folder; waiting until that one has gone");
        }
        lost.add(key);
    }

    private synchronized void regain(String key) {
        lost.remove(key);
        if (lost.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("room", room)
                    .addKeyValue("instance", name)
                    .log("the other process has gone; joining again");
        }
    }

    /// The reason why the room lacks its place, in words; empty when it has it.
    public List<String> missing() {
        return lost.isEmpty()
                ? List.of()
                : List.of(
                        "another process runs as this %s, in a copy of its data folder; this one waits until that one has gone"
                                .formatted(room));
    }

    /// Ends all waits, so that what waits can be closed.
    public void stopWaiting() {
        stopping.countDown();
    }

    /// Gives the folder free, when the room has been closed.
    @Override
    public void close() {
        stopWaiting();
        lock.close();
    }
}
