package dev.signalbox.console.quota;

import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rule;
import dev.signalbox.contract.rule.RuleKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.web.ApiException;
import org.jspecify.annotations.Nullable;

/// The check that holds new buses and rules to the quotas of their account. When a quota becomes
/// smaller, what exists may stay and be changed, but not grow. Its errors have EventBridge's words.
public final class QuotaCheck {
    private final Quotas defaults;
    private final Rulebook book;

    QuotaCheck(RoomContext room) {
        defaults = room.settings().accounts().quotas();
        book = room.rules();
    }

    /// The limit of an account.
    int limit(String account, Quota quota) {
        return book.quotas(account).orElse(defaults, quota);
    }

    /// The limit of an account that has no quotas of its own.
    int byDefault(Quota quota) {
        return Quotas.NONE.orElse(defaults, quota);
    }

    /// Checks a bus before it is created.
    ///
    /// @throws ApiException 409 `EventBusCountExceedLimit`
    public void admit(BusKey bus) {
        int limit = limit(bus.account(), Quota.BUSES);
        int count = book.buses(bus.account()).size() - 1;
        if (count >= limit) {
            throw exceeded(
                    "EventBusCountExceedLimit",
                    "The current count of event bus is [%d], which will exceed the limit quota [%d]"
                            .formatted(count, limit));
        }
    }

    /// Checks a rule before it is written.
    ///
    /// @param current the stored rule; null when there is none that can be read
    /// @throws ApiException 409 `EventRuleCountExceedLimit` or `EventTargetCountExceedLimit`
    public void admit(@Nullable Rule current, Rule next) {
        if (current == null && book.whyUnreadable(next.key()) == null) {
            admitAnother(next.key());
        }
        int limit = limit(next.key().account(), Quota.TARGETS_PER_RULE);
        int places = next.places();
        if (places > limit && places > (current == null ? 0 : current.places())) {
            throw exceeded(
                    "EventTargetCountExceedLimit",
                    "targets: the rule would have [%d] targets, each contact of sms, voice and"
                                    .formatted(places)
                            + " email counting as one, which will exceed the limit quota [%d]"
                                    .formatted(limit));
        }
    }

    private void admitAnother(RuleKey rule) {
        int limit = limit(rule.account(), Quota.RULES_PER_BUS);
        int count = book.ruleCount(rule.busKey());
        if (count >= limit) {
            throw exceeded(
                    "EventRuleCountExceedLimit",
                    ("The current count of event rule of event bus [%s] is [%d], which will exceed"
                                    + " the limit quota [%d]")
                            .formatted(rule.bus(), count, limit));
        }
    }

    private static ApiException exceeded(String code, String message) {
        return new ApiException(409, code, message);
    }
}
