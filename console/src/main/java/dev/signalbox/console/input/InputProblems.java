package dev.signalbox.console.input;

import dev.signalbox.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What is wrong with a request, gathered so that a person sees all of it at once.
public final class InputProblems {
    private static final int MOST = 20;
    private static final int LONGEST_PATH = 200;

    private final List<Problem> problems = new ArrayList<>();

    /// One thing that is wrong.
    public record Problem(String path, String reason) {
        @Override
        public String toString() {
            return path + ": " + reason;
        }
    }

    /// Adds a problem.
    ///
    /// @param path where, such as `targets[1].url`
    /// @param reason what is wrong there, in words that follow the path and a colon
    public void add(String path, String reason) {
        String where = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
        problems.add(new Problem(where, reason));
    }

    /// All that is wrong.
    public List<Problem> all() {
        return List.copyOf(problems);
    }

    /// @throws ApiException 400 with all problems, when there are any
    public void throwIfAny() {
        throwIfAny(400, "RequestParameterInvalid");
    }

    /// @throws ApiException with all problems, when there are any
    public void throwIfAny(int status, String code) {
        if (problems.isEmpty()) {
            return;
        }
        String shown =
                problems.stream()
                        .limit(MOST)
                        .map(Problem::toString)
                        .collect(Collectors.joining("; "));
        String rest =
                problems.size() <= MOST ? "" : "; and %d more".formatted(problems.size() - MOST);
        throw new ApiException(status, code, shown + rest);
    }
}
