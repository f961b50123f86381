package dev.signalbox.router.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.delivery.DeliveryId;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.replay.ReplayAccount;
import dev.signalbox.contract.replay.ReplayState;
import dev.signalbox.contract.replay.Speed;
import dev.signalbox.contract.rule.TargetKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.KafkaException;

/// The promise of a replay wherever its runs die: the plain matcher's deliveries are sent, each
/// once, and the account is the one of a run that never stopped.
class ReplayRunProperties {
    /// An event of the history.
    ///
    /// @param second of the hour that is replayed; some lie outside of it
    record Given(String bus, int id, String type, int second) {}

    /// The death of a run.
    ///
    /// @param steps how many steps it takes before, unless it dies in a send
    /// @param sends how many records it writes before it dies in a send
    /// @param written whether the record of that send was written
    /// @param ends how many deliveries end at each step
    /// @param inOrder whether it is not a death, but told to stop
    record Death(int steps, int sends, boolean written, int ends, boolean inOrder) {}

    @Provide
    Arbitrary<List<Given>> history() {
        Arbitrary<Given> event =
                Combinators.combine(
                                Arbitraries.frequency(Tuple.of(9, "default"), Tuple.of(1, "other")),
                                Arbitraries.integers().between(0, 40),
                                Arbitraries.of("a", "b", "c"),
                                Arbitraries.integers().between(-20, 3_620))
                        .as(Given::new);
        return event.list().ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Death>> deaths() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of(true, false))
                .as(Death::new)
                .list()
                .ofMaxSize(6);
    }

    @Property(tries = 300)
    void whereverARunDiesEachDeliveryIsSentOnceAndTheAccountAddsUp(
            @ForAll("history") List<Given> history, @ForAll("deaths") List<Death> deaths) {
        var world = new ReplayWorld(7);
        world.rule("first", "{'type': ['a']}", "hook", "ding");
        world.rule("second", "{'type': ['a', 'b']}", "hook");
        history.stream()
                .sorted((one, other) -> Integer.compare(one.second() / 60, other.second() / 60))
                .forEach(one -> world.event(one.bus(), "e" + one.id(), one.type(), one.second()));
        world.order(new Speed.Max());

        for (Death death : deaths) {
            die(world, death);
        }
        runToTheEnd(world);

        assertThat(world.replay().state()).isEqualTo(ReplayState.DONE);
        assertThat(world.sent())
                .extracting(Delivery::id)
                .containsExactlyInAnyOrderElementsOf(predicted(history));
        ReplayAccount counts = world.progress().counts();
        assertThat(counts.addsUp()).as("%s adds up", counts).isTrue();
        assertThat(counts.inFlight()).isZero();
        assertThat(counts).isEqualTo(uninterrupted(history));
        assertThat(world.progress().unfinished()).isEmpty();
    }

    private static void die(ReplayWorld world, Death death) {
        ReplayRun run = world.run(ReplayRun.Mode.SEND);
        if (!death.inOrder()) {
            world.kafka.failSend(death.sends(), death.written());
        }
        try {
            boolean on = true;
            for (int step = 0; on && step < death.steps(); step++) {
                on = world.step(run);
                world.end(death.ends(), false);
            }
            if (on && death.inOrder()) {
                run.become(ReplayRun.Mode.STOP);
                boolean begun = world.step(run);
                assertThat(begun && world.step(run)).as("goes on").isFalse();
            }
        } catch (KafkaException e) {
            // it is dead
        }
        world.kafka.failSend(Integer.MAX_VALUE, false);
        run.close();
    }

    static void runToTheEnd(ReplayWorld world) {
        try (ReplayRun run = world.run(ReplayRun.Mode.SEND)) {
            int steps = 0;
            while (world.step(run)) {
                world.end(10, false);
                assertThat(steps++).as("steps").isLessThan(2_000);
            }
        }
    }

    private static boolean isWanted(Given one) {
        return one.bus().equals("default") && one.second() >= 0 && one.second() < 3_600;
    }

    /// In the order of the log, which is that of minutes.
    private static List<Given> inOrder(List<Given> history) {
        return history.stream()
                .sorted((one, other) -> Integer.compare(one.second() / 60, other.second() / 60))
                .filter(ReplayRunProperties::isWanted)
                .toList();
    }

    /// The ids of the deliveries that events make, each event by its first record that is chosen.
    private static Set<String> predicted(List<Given> history) {
        var ids = new TreeSet<String>();
        var met = new HashSet<Integer>();
        for (Given one : inOrder(history)) {
            if (!one.type().equals("c") && met.add(one.id())) {
                var event = new EventKey(ReplayWorld.ACCOUNT, "default", "e" + one.id());
                if (one.type().equals("a")) {
                    ids.add(id(event, "first", "hook"));
                    ids.add(id(event, "first", "ding"));
                }
                ids.add(id(event, "second", "hook"));
            }
        }
        return ids;
    }

    private static String id(EventKey event, String rule, String target) {
        return DeliveryId.of(
                event,
                new TargetKey(event.account(), event.bus(), rule, target),
                ReplayWorld.KEY.id());
    }

    /// The account of a run that never stopped; how a delivery ends depends on its id alone.
    private static ReplayAccount uninterrupted(List<Given> history) {
        var met = new HashSet<Integer>();
        long repeated = 0;
        long unmatched = 0;
        List<Given> wanted = inOrder(history);
        for (Given one : wanted) {
            if (one.type().equals("c")) {
                unmatched++;
            } else if (!met.add(one.id())) {
                repeated++;
            }
        }
        Set<String> ids = predicted(history);
        return new ReplayAccount(
                wanted.size(),
                repeated,
                unmatched,
                met.size(),
                0,
                ids.size(),
                ids.stream().filter(id -> rest(id) > 2).count(),
                ids.stream().filter(id -> rest(id) < 2).count(),
                ids.stream().filter(id -> rest(id) == 2).count(),
                0);
    }

    private static int rest(String id) {
        return Math.floorMod(id.hashCode(), 7);
    }
}
