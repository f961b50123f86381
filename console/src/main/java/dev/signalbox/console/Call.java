package dev.signalbox.console;

import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Names;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a request says besides its body: for which account it acts, and on what.
final class Call {
    /// The query parameter of calls that can also only say what they would do, and the field of
    /// their answer that says that they did no more.
    static final String DRY_RUN = "dryRun";

    private final ServerRequest request;
    private final Settings settings;

    /// @param parameters the query parameters that the call knows, besides `account`
    /// @throws ApiException 400 naming a query parameter that it does not
    Call(ServerRequest request, Settings settings, String... parameters) {
        this.request = request;
        this.settings = settings;
        var unknown = new TreeSet<>(request.query().names());
        unknown.remove("account");
        unknown.removeAll(List.of(parameters));
        if (!unknown.isEmpty()) {
            throw invalid(unknown.first(), "there is no such query parameter");
        }
    }

    /// A query parameter, or null where it is absent.
    ///
    /// @throws ApiException 400 when it stands there twice
    @Nullable String parameter(String name) {
        if (!request.query().contains(name)) {
            return null;
        }
        List<String> values = request.query().all(name);
        if (values.size() != 1) {
            throw invalid(name, "stands there %d times".formatted(values.size()));
        }
        return values.getFirst();
    }

    /// Whether the caller only wants to know what a change would come to: the query parameter
    /// `dryRun`.
    ///
    /// @throws ApiException 400 when it is neither true nor false
    boolean dryRun() {
        String given = parameter(DRY_RUN);
        return switch (given) {
            case null -> false;
            case "false" -> false;
            case "true" -> true;
            default -> throw invalid(DRY_RUN, "must be true or false");
        };
    }

    /// The account that the call acts for.
    ///
    /// @throws ApiException 400 when it can be none; 403 when the caller's key is of another
    String account() {
        String given = parameter("account");
        if (given != null && !Names.isAccount(given)) {
            throw invalid("account", "must be 1 to 64 letters, digits, '-' and '_'");
        }
        return Caller.current().actingFor(given, settings.account());
    }

    /// The bus that the path names.
    ///
    /// @throws ApiException 400 when no bus can be called so
    BusKey bus() {
        String name = request.path().pathParameters().get("bus");
        if (!Names.isBus(name)) {
            throw ApiException.badRequest(
                    "EventBusNameInvalid",
                    "bus: must be 1 to 127 letters, digits, '-' and '_', the first a letter or"
                            + " digit");
        }
        return new BusKey(account(), name);
    }

    /// The rule that the path names.
    ///
    /// @throws ApiException 400 when no rule can be called so
    RuleKey rule() {
        BusKey bus = bus();
        String name = request.path().pathParameters().get("rule");
        if (!Names.isRule(name)) {
            throw ApiException.badRequest("EventRuleNameInvalid", "rule: " + RuleForm.NAME);
        }
        return new RuleKey(bus.account(), bus.bus(), name);
    }

    static ApiException invalid(String path, String reason) {
        return ApiException.badRequest("RequestParameterInvalid", path + ": " + reason);
    }
}
