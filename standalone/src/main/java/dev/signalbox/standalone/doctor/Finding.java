package dev.signalbox.standalone.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import java.util.Locale;

/// The result of one check.
///
/// @param state how bad it is
/// @param check what was looked at, in a word
/// @param words what was found
/// @param advice what to do; empty where nothing is
public record Finding(State state, String check, String words, String advice) {
    /// How bad it is.
    public enum State {
        OK,
        /// It works, and should be otherwise.
        WARNING,
        /// It does not work, or not for long.
        PROBLEM
    }

    static Finding ok(String check, String words) {
        return new Finding(State.OK, check, words, "");
    }

    static Finding warning(String check, String words, String advice) {
        return new Finding(State.WARNING, check, words, advice);
    }

    static Finding problem(String check, String words, String advice) {
        return new Finding(State.PROBLEM, check, words, advice);
    }

    /// The finding in one line for people.
    public String line() {
        return "%-8s %-12s %s"
                .formatted(state == State.OK ? "ok" : state.name(), check, words)
                .concat(advice.isEmpty() ? "" : "; " + advice);
    }

    /// The same for programs.
    public ObjectNode json() {
        return Json.MAPPER
                .createObjectNode()
                .put("check", check)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("message", words)
                .put("advice", advice);
    }
}
