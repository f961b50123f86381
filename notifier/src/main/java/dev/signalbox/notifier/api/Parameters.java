package dev.signalbox.notifier.api;

import dev.signalbox.contract.rule.Names;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The query parameters of a request.
public final class Parameters {
    private static final String ACCOUNT = "account";

    private final ServerRequest request;
    private final Settings settings;

    /// @param known the parameters that the path knows, besides `account`
    /// @throws ApiException 400 naming one that it does not
    public Parameters(ServerRequest request, Settings settings, String... known) {
        this.request = request;
        this.settings = settings;
        for (String name : request.query().names()) {
            if (!name.equals(ACCOUNT) && !List.of(known).contains(name)) {
                throw invalid(name, "there is no such query parameter");
            }
        }
    }

    /// A parameter; null where it is absent.
    ///
    /// @throws ApiException 400 when it stands there twice
    public @Nullable String text(String name) {
        if (!request.query().contains(name)) {
            return null;
        }
        List<String> given = request.query().all(name);
        if (given.size() != 1) {
            throw invalid(name, "stands there %d times".formatted(given.size()));
        }
        return given.getFirst();
    }

    /// The account that the call acts for: its key's, where keys are asked for.
    ///
    /// @throws ApiException 400 when it can be none; 403 when the caller's key is of another
    public String account() {
        String given = text(ACCOUNT);
        if (given != null && !Names.isAccount(given)) {
            throw invalid(ACCOUNT, "must be 1 to 64 letters, digits, '-' and '_'");
        }
        return Caller.current().actingFor(given, settings.account());
    }

    private static ApiException invalid(String name, String reason) {
        return ApiException.badRequest("RequestParameterInvalid", name + ": " + reason);
    }
}
