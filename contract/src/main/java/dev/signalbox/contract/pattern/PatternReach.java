package dev.signalbox.contract.pattern;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events a pattern can reach, as far as their source and their type tell.
public final class PatternReach {
    private final Pattern.@Nullable Field source;
    private final Pattern.@Nullable Field type;

    private PatternReach(Pattern.@Nullable Field source, Pattern.@Nullable Field type) {
        this.source = source;
        this.type = type;
    }

    /// The reach of a pattern.
    public static PatternReach of(Pattern pattern) {
        return new PatternReach(field(pattern, "source"), field(pattern, "type"));
    }

    private static Pattern.@Nullable Field field(Pattern pattern, String name) {
        for (Pattern.Field field : pattern.fields()) {
            if (field.path().equals(List.of(name))) {
                return field;
            }
        }
        return null;
    }

    /// Whether an event of that source and type could match, whatever else it holds.
    public boolean reaches(String ofSource, String ofType) {
        return fits(source, ofSource) && fits(type, ofType);
    }

    private static boolean fits(Pattern.@Nullable Field field, String text) {
        return field == null || field.fits(List.of(Scalar.text(text)));
    }

    /// Whether every event that matches has a type that begins so: each of the conditions says it.
    public boolean staysWithin(String beginning) {
        return type != null
                && type.wanted().stream().allMatch(condition -> says(condition, beginning));
    }

    /// Whether one of the conditions says that the type begins so.
    public boolean names(String beginning) {
        return type != null
                && type.wanted().stream().anyMatch(condition -> says(condition, beginning));
    }

    private static boolean says(Condition condition, String beginning) {
        return switch (condition) {
            case Condition.Exactly exactly -> exactly.text().startsWith(beginning);
            case Condition.Prefix prefix -> prefix.text().startsWith(beginning);
            case Condition.All all -> all.all().stream().anyMatch(one -> says(one, beginning));
            case Condition.Exists _,
                    Condition.IsNull _,
                    Condition.Suffix _,
                    Condition.Contains _,
                    Condition.AnythingBut _,
                    Condition.Numeric _,
                    Condition.Cidr _ ->
                    false;
        };
    }
}
