package dev.signalbox.ingest;

import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.contract.rule.BusKey;
import dev.signalbox.contract.rule.Rulebook;
import dev.signalbox.contract.settings.Limits;
import dev.signalbox.web.Caller;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The limits and the known names that an incoming event is checked against.
///
/// @param limits how large it may be
/// @param catalog the types that are known
/// @param rulebook the buses there are
/// @param account the account where nothing else names one
/// @param tenants DataWorks tenant to account
record EventPolicy(
        Limits limits,
        Catalog catalog,
        Rulebook rulebook,
        String account,
        Map<String, String> tenants,
        InstantSource clock) {
    /// Whose event it is: as the event says, else the caller's, else as its tenant is mapped, else
    /// the one account there always is.
    String account(@Nullable String attribute, Caller caller, @Nullable String tenantId) {
        if (attribute != null) {
            return attribute;
        }
        String callers = caller.account();
        if (callers != null) {
            return callers;
        }
        return tenantId == null ? account : tenants.getOrDefault(tenantId, account);
    }

    boolean busExists(String account, String bus) {
        return bus.equals(Bus.DEFAULT)
                || (Names.isBus(bus) && rulebook.bus(new BusKey(account, bus)) != null);
    }

    boolean isCatalogued(String type) {
        return catalog.byType(type) != null;
    }
}
