package dev.signalbox.contract.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contract.pattern.Pattern.Field;
import java.util.List;

/// How far an event is from matching a pattern: how many of the pattern's fields do not fit. An
/// event that fails on one field only is a near miss.
///
/// @param failed how many fields do not fit; 0 for a match
/// @param fields how many fields the pattern has
/// @param verdict whether it matches, and the first field that does not fit
public record PatternDistance(int failed, int fields, PatternVerdict verdict) {
    /// Measures an event.
    ///
    /// @param event the whole event, a JSON object
    public static PatternDistance of(Pattern pattern, JsonNode event) {
        List<Field> failing =
                pattern.fields().stream()
                        .filter(field -> !PatternVerdict.fits(field, event))
                        .toList();
        return new PatternDistance(
                failing.size(),
                pattern.fields().size(),
                failing.isEmpty()
                        ? PatternVerdict.MATCH
                        : PatternVerdict.mismatch(failing.getFirst(), event));
    }
}
