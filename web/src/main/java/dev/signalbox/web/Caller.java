package dev.signalbox.web;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who sends a request.
///
/// @param account the account that the caller's access key belongs to; null at a server that asks
///   for no keys
/// @param keyId the id of that key; null where there is none
/// @param rights what it may do
public record Caller(@Nullable String account, @Nullable String keyId, Set<Right> rights) {
    static final Caller ANYBODY = new Caller(null);

    /// Copies the rights.
    public Caller {
        rights = Set.copyOf(rights);
    }

    /// A caller that may do everything for its account.
    public Caller(@Nullable String account, @Nullable String keyId) {
        this(account, keyId, EnumSet.allOf(Right.class));
    }

    /// A caller whose key does not matter.
    public Caller(@Nullable String account) {
        this(account, null);
    }

    /// The caller of the request that the current thread handles.
    public static Caller current() {
        return CurrentRequest.get().caller();
    }

    /// The account that a request acts for: that of the caller's key; without a key the one that
    /// the request names, else the one there always is.
    ///
    /// @param named the account that the request names, or null
    /// @throws ApiException 403 when the request names another account than the key's
    public String actingFor(@Nullable String named, String otherwise) {
        if (account == null) {
            return named == null ? otherwise : named;
        }
        if (named != null && !mayActFor(named)) {
            throw new ApiException(403, "AccessDenied", denial(named));
        }
        return account;
    }

    /// Whether the caller has a right.
    public boolean may(Right right) {
        return rights.contains(right);
    }

    /// Whether the caller may act for an account: anybody may without a key.
    public boolean mayActFor(String other) {
        return account == null || account.equals(other);
    }

    /// The message to a caller that may not act for an account.
    public String denial(String other) {
        return "the access key is of account %s, not of %s".formatted(account, other);
    }
}
