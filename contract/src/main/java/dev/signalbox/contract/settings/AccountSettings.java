package dev.signalbox.contract.settings;

import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.account.Quota;
import dev.signalbox.contract.account.Quotas;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/// Accounts: which one counts where none is named, and how much each may have.
///
/// @param standard the account where nothing else names one
/// @param tenants DataWorks tenant id to account
/// @param quotas all of them, for accounts that have none of their own
/// @param zone the time zone of the billing month, and of times in messages
public record AccountSettings(
        String standard, Map<String, String> tenants, Quotas quotas, ZoneId zone) {

    /// Copies the tenants.
    public AccountSettings {
        tenants = Map.copyOf(tenants);
    }

    static AccountSettings read(SettingsReader reader) {
        return new AccountSettings(
                reader.read(Setting.ACCOUNT, AccountSettings::account),
                reader.read(Setting.TENANTS, AccountSettings::tenants),
                new Quotas(
                        Map.of(
                                Quota.TARGETS_PER_RULE,
                                reader.quota(Setting.MAX_TARGETS_PER_RULE, Quota.TARGETS_PER_RULE),
                                Quota.RULES_PER_BUS,
                                reader.quota(Setting.MAX_RULES_PER_BUS, Quota.RULES_PER_BUS),
                                Quota.BUSES,
                                reader.quota(Setting.MAX_BUSES, Quota.BUSES))),
                reader.read(Setting.ZONE, ZoneId::of));
    }

    private static String account(String text) {
        if (!Names.isAccount(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an account: " + Names.ACCOUNTS);
        }
        return text;
    }

    private static Map<String, String> tenants(String text) {
        var tenants = new HashMap<String, String>();
        for (String pair : SettingsReader.parts(text)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + pair + "' is not tenantId=account");
            }
            String tenant = pair.substring(0, equals).strip();
            if (tenants.put(tenant, account(pair.substring(equals + 1).strip())) != null) {
                throw new IllegalArgumentException("tenant '" + tenant + "' is there twice");
            }
        }
        return tenants;
    }
}
