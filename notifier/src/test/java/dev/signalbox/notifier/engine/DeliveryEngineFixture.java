package dev.signalbox.notifier.engine;

import dev.signalbox.contract.delivery.Attempt;
import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.channel.Sender;
import dev.signalbox.notifier.http.HttpCalls;
import dev.signalbox.notifier.http.HttpSender;
import dev.signalbox.notifier.testkit.TestRules;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What an engine needs that posts over HTTP: rules and a sender.
abstract class DeliveryEngineFixture {
    @TempDir Path folder;
    TestRules rules;
    private HttpCalls calls;
    private HttpSender http;

    @BeforeEach
    void open() {
        rules = new TestRules(folder, Map.of());
        calls = new HttpCalls(rules.settings, InstantSource.system());
        http = new HttpSender(calls, rules.vault, InstantSource.system());
    }

    @AfterEach
    void close() {
        calls.close();
    }

    Sender sender() {
        return (delivery, target, attempt) -> http.send(delivery, (Target.Http) target, attempt);
    }

    /// A sender whose target takes all.
    static Sender taking(Consumer<Delivery> taken) {
        return (delivery, target, attempt) -> {
            taken.accept(delivery);
            return new Reply.Taken(200);
        };
    }

    static Delivery after(Delivery delivery, int failures) {
        Delivery tried = delivery;
        for (int i = 0; i < failures; i++) {
            int number = tried.attempts().size() + 1;
            tried = tried.failed(new Attempt(number, TestRules.ACCEPTED, 500, "answered 500"));
        }
        return tried;
    }
}
