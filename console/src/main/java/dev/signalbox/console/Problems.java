package dev.signalbox.console;

import dev.signalbox.web.ApiException;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with a request, gathered so that a person sees all of it at once.
final class Problems {
    private static final int MOST = 20;
    private static final int LONGEST_PATH = 200;

    private final List<String> texts = new ArrayList<>();

    /// Adds a problem.
    ///
    /// @param path where, such as `targets[1].url`
    /// @param reason what is wrong there, in words that follow the path and a colon
    void add(String path, String reason) {
        String where = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
        texts.add(where + ": " + reason);
    }

    /// @throws ApiException 400 with all problems, when there are any
    void throwIfAny() {
        throwIfAny(400, "RequestParameterInvalid");
    }

    /// @throws ApiException with all problems, when there are any
    void throwIfAny(int status, String code) {
        if (!texts.isEmpty()) {
            String rest =
                    texts.size() <= MOST ? "" : "; and %d more".formatted(texts.size() - MOST);
            throw new ApiException(
                    status,
                    code,
                    String.join("; ", texts.subList(0, Math.min(MOST, texts.size()))) + rest);
        }
    }
}
