package dev.signalbox.console.replay;

import dev.signalbox.contract.replay.ReplayState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// An act by which a person changes the state of a replay.
enum ReplayAct {
    START("started", ReplayState.RUNNING),
    PAUSE("paused", ReplayState.PAUSED),
    RESUME("resumed", ReplayState.RUNNING),
    CANCEL("cancelled", ReplayState.CANCELLED);

    private final String done;
    private final ReplayState next;

    ReplayAct(String done, ReplayState next) {
        this.done = done;
        this.next = next;
    }

    /// The word for it in paths.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The word for it when it has been done, such as `paused`.
    String done() {
        return done;
    }

    /// The state that it leads to.
    ReplayState next() {
        return next;
    }

    /// Whether a replay of that state allows it.
    boolean isAllowed(ReplayState state) {
        return switch (this) {
            case START -> state == ReplayState.PLANNED;
            case RESUME -> state == ReplayState.PAUSED;
            case PAUSE, CANCEL -> state.mayBecome(next);
        };
    }

    /// The acts that a replay of that state allows, in words.
    static String allowed(ReplayState state) {
        List<String> allowed =
                Arrays.stream(values())
                        .filter(act -> act.isAllowed(state))
                        .map(act -> act.done)
                        .toList();
        return allowed.isEmpty()
                ? "nothing more can be done with it"
                : allowed.stream().collect(Collectors.joining(" or ", "it can be ", ""));
    }
}
