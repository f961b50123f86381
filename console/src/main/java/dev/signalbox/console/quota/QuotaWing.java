package dev.signalbox.console.quota;

import dev.signalbox.console.change.ChangeQueue;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;

/// The wing of the console for the quotas of accounts.
public final class QuotaWing implements HttpRoutes {
    private final QuotaCheck check;
    private final QuotasApi api;

    /// @param changes writes the quotas of an account
    public QuotaWing(RoomContext room, ChangeQueue changes) {
        check = new QuotaCheck(room);
        api = new QuotasApi(room, check, changes);
    }

    /// The check that holds new buses and rules to the quotas.
    public QuotaCheck check() {
        return check;
    }

    @Override
    public void addTo(RouteTable table) {
        api.addTo(table);
    }
}
