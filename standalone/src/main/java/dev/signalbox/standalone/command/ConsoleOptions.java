package dev.signalbox.standalone.command;

import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.standalone.client.ApiClient;
import dev.signalbox.standalone.replay.ReplayClient;
import dev.signalbox.standalone.rulefile.RulesClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say which console a command calls, and for which account.
final class ConsoleOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "the console's address; SIGNALBOX_URL or SIGNALBOX_HTTP where it is not given")
    private @Nullable String url;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "the account; the console's own where it is not given")
    private @Nullable String account;

    /// A client for that console and account.
    RulesClient client(Settings settings) {
        return new RulesClient(api(settings), account);
    }

    /// A client of the replays of that console and account.
    ReplayClient replays(Settings settings) {
        return new ReplayClient(api(settings), account);
    }

    /// The account; null where none is given. A client checks it.
    @Nullable String account() {
        return account;
    }

    /// A client for that console.
    ApiClient api(Settings settings) {
        if (account != null && !Names.isAccount(account)) {
            throw new ParameterException(spec.commandLine(), "--account must be " + Names.ACCOUNTS);
        }
        URI address = url == null ? settings.http().callee() : address(spec, url);
        return new ApiClient(address, settings.credentials(), settings.http().tls());
    }

    /// The address that an option `--url` gives.
    ///
    /// @throws ParameterException when it is none
    static URI address(CommandSpec spec, String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null
                    && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // not a URL at all: reported below
        }
        throw new ParameterException(
                spec.commandLine(), "--url must be a URL such as http://127.0.0.1:8080");
    }
}
