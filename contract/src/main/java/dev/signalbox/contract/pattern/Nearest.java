package dev.signalbox.contract.pattern;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what someone meant who mistyped a name.
public final class Nearest {
    private Nearest() {}

    /// The known name that is meant, or null where none is near. Near is what differs only in case
    /// and punctuation, is the end of a longer name (`CommitFile`), or is one to three letters off,
    /// by its length.
    public static @Nullable String to(String given, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int distance = distance(given, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    private static int distance(String given, String name) {
        String a = letters(given);
        String b = letters(name);
        if (a.isEmpty() || b.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        if (a.equals(b)) {
            return 0;
        }
        int length = name.length() - given.length();
        if (given.length() > 2 && length > 0 && name.endsWith(given) && isMark(name, length - 1)) {
            return 1;
        }
        int allowed = a.length() < 3 ? 0 : a.length() < 8 ? 1 : a.length() < 20 ? 2 : 3;
        if (Math.abs(a.length() - b.length()) > allowed) {
            return Integer.MAX_VALUE;
        }
        int edits = edits(a, b);
        return edits <= allowed ? edits : Integer.MAX_VALUE;
    }

    private static boolean isMark(String name, int at) {
        return !Character.isLetterOrDigit(name.charAt(at));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /// Letters to add, leave out, change or swap with their neighbour to get from one to the other.
    private static int edits(String a, String b) {
        var before = new int[b.length() + 1];
        var last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = last;
            last = row;
        }
        return last[b.length()];
    }
}
