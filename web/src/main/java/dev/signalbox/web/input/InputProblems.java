package dev.signalbox.web.input;

import dev.signalbox.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The problems of a request, collected so that its author sees all of them at once.
public final class InputProblems {
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_PATH = 200;

    private final List<Problem> problems = new ArrayList<>();

    /// One problem.
    ///
    /// @param path where it is, such as `targets[1].url`
    public record Problem(String path, String reason) {
        @Override
        public String toString() {
            return path + ": " + reason;
        }
    }

    /// Adds a problem.
    ///
    /// @param path where it is, such as `targets[1].url`
    /// @param reason what is wrong there, in words that can follow the path and a colon
    public void add(String path, String reason) {
        String shown = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
        problems.add(new Problem(shown, reason));
    }

    /// All problems.
    public List<Problem> all() {
        return List.copyOf(problems);
    }

    /// Throws when there are problems.
    ///
    /// @throws ApiException 400 with all problems
    public void throwIfAny() {
        throwIfAny(400, "RequestParameterInvalid");
    }

    /// Throws when there are problems.
    ///
    /// @throws ApiException with all problems
    public void throwIfAny(int status, String code) {
        if (problems.isEmpty()) {
            return;
        }
        String shown =
                problems.stream()
                        .limit(MOST_SHOWN)
                        .map(Problem::toString)
                        .collect(Collectors.joining("; "));
        String rest =
                problems.size() <= MOST_SHOWN
                        ? ""
                        : "; and %d more".formatted(problems.size() - MOST_SHOWN);
        throw new ApiException(status, code, shown + rest);
    }
}
