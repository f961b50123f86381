package dev.signalbox.contract.rule;

/// Names a bus: `account/bus`.
///
/// @param account the account that owns it
/// @param bus the bus's name
public record BusKey(String account, String bus) {
    @Override
    public String toString() {
        return account + "/" + bus;
    }
}
