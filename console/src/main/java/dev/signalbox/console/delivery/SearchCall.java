package dev.signalbox.console.delivery;

import dev.signalbox.console.input.Moment;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.Call;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the query of a search says.
final class SearchCall {
    private final Call call;
    private final String[] parameters;

    /// @param parameters the query parameters that the search knows
    /// @throws ApiException 400 naming a query parameter that it does not
    SearchCall(ServerRequest request, Settings settings, String... parameters) {
        call = new Call(request, settings, parameters);
        this.parameters = parameters;
    }

    String account() {
        return call.account();
    }

    /// A text, or null where it is absent.
    @Nullable String text(String name) {
        return call.text(name);
    }

    @Nullable String bus() {
        return call.askedBus();
    }

    /// The name of a rule, or the id of a target.
    @Nullable String ruleOrTarget(String parameter) {
        return call.asked(parameter);
    }

    /// A moment.
    ///
    /// @param absent the answer where it is absent
    Instant moment(String parameter, Instant absent) {
        String text = text(parameter);
        if (text == null) {
            return absent;
        }
        Instant moment = Moment.of(text);
        if (moment == null) {
            throw Call.invalid(parameter, Moment.FORM);
        }
        return moment;
    }

    /// How many items a part may have.
    int limit(int absent, int most) {
        String text = text("limit");
        if (text == null) {
            return absent;
        }
        if (!text.matches("[0-9]{1,6}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > most) {
            throw Call.invalid("limit", "must be a whole number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    /// What a token of this search must be a token of: all that was asked, but for how much of it.
    String question() {
        return account()
                + Arrays.stream(parameters)
                        .filter(name -> !name.equals("next") && !name.equals("limit"))
                        .map(name -> name + "=" + Objects.requireNonNullElse(text(name), ""))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
