package dev.signalbox.web.call;

import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Caller;
import dev.signalbox.web.RouteTable;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The parameters of a call in its query and path: the account that it acts for, and the bus or
/// rule that it acts on.
public final class CallParameters {
    /// The query parameter of calls that can also only say what they would do, and the field of
    /// their answer that says that they did no more.
    public static final String DRY_RUN = RouteTable.DRY_RUN;

    private static final String ACCOUNT = "account";

    private final ServerRequest request;
    private final Settings settings;

    /// @param parameters the query parameters that the call knows, in addition to `account`
    /// @throws ApiException 400 naming a query parameter that it does not
    public CallParameters(ServerRequest request, Settings settings, String... parameters) {
        this.request = request;
        this.settings = settings;
        var unknown = new TreeSet<>(request.query().names());
        unknown.remove(ACCOUNT);
        unknown.removeAll(List.of(parameters));
        if (!unknown.isEmpty()) {
            throw invalid(unknown.first(), "there is no such query parameter");
        }
    }

    /// A query parameter, or null where it is absent.
    ///
    /// @throws ApiException 400 when it comes twice
    public @Nullable String parameter(String name) {
        if (!request.query().contains(name)) {
            return null;
        }
        List<String> values = request.query().all(name);
        if (values.size() != 1) {
            throw invalid(name, "comes %d times".formatted(values.size()));
        }
        return values.getFirst();
    }

    /// A query parameter, or null where it is absent or empty.
    ///
    /// @throws ApiException 400 when it comes twice
    public @Nullable String text(String name) {
        String text = parameter(name);
        return text == null || text.isEmpty() ? null : text;
    }

    /// The bus that the query names, or null.
    ///
    /// @throws ApiException 400 when no bus can be called so
    public @Nullable String askedBus() {
        return asked("bus", Names::isBus, Names.BUSES);
    }

    /// The rule or target that the query names, or null.
    ///
    /// @param parameter where it does
    /// @throws ApiException 400 when none can be called so
    public @Nullable String asked(String parameter) {
        return asked(parameter, Names::isRule, Names.RULES);
    }

    private @Nullable String asked(String parameter, Predicate<String> allowed, String names) {
        String name = text(parameter);
        if (name != null && !allowed.test(name)) {
            throw invalid(parameter, "must be " + names);
        }
        return name;
    }

    /// Whether the caller only wants to know what a change would come to: the query parameter
    /// `dryRun`.
    ///
    /// @throws ApiException 400 when it is neither true nor false
    public boolean dryRun() {
        return flag(DRY_RUN);
    }

    /// Whether a query parameter is true; false where it is absent.
    ///
    /// @throws ApiException 400 when it is neither true nor false
    public boolean flag(String name) {
        String given = parameter(name);
        return switch (given) {
            case null -> false;
            case "false" -> false;
            case "true" -> true;
            default -> throw invalid(name, "must be true or false");
        };
    }

    /// A whole number in the query.
    ///
    /// @param absent the answer where the parameter is absent or empty
    /// @param most at most 999,999
    /// @throws ApiException 400 when it is no number from 1 to the most
    public int number(String name, int absent, int most) {
        String text = text(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("[0-9]{1,6}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > most) {
            throw invalid(name, "must be a whole number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    /// The account that the call acts for.
    ///
    /// @throws ApiException 400 when it can be none; 403 when the caller's key is of another
    public String account() {
        String given = parameter(ACCOUNT);
        if (given != null && !Names.isAccount(given)) {
            throw invalid(ACCOUNT, "must be " + Names.ACCOUNTS);
        }
        return Caller.current().actingFor(given, settings.accounts().standard());
    }

    /// The bus that the path names.
    ///
    /// @throws ApiException 400 when no bus can be called so
    public BusKey bus() {
        String name = request.path().pathParameters().get("bus");
        if (!Names.isBus(name)) {
            throw ApiException.badRequest("EventBusNameInvalid", "bus: must be " + Names.BUSES);
        }
        return new BusKey(account(), name);
    }

    /// The rule that the path names.
    ///
    /// @throws ApiException 400 when no rule can be called so
    public RuleKey rule() {
        BusKey bus = bus();
        String name = request.path().pathParameters().get("rule");
        if (!Names.isRule(name)) {
            throw ApiException.badRequest("EventRuleNameInvalid", "rule: must be " + Names.RULES);
        }
        return new RuleKey(bus.account(), bus.bus(), name);
    }

    /// The refusal of a call.
    ///
    /// @param path what is wrong, such as a query parameter or a field of the body
    public static ApiException invalid(String path, String reason) {
        return ApiException.badRequest("RequestParameterInvalid", path + ": " + reason);
    }
}
