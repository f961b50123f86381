package dev.signalbox.contract.replay;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// The id of a replay: `rpl_` and 22 characters of base64url, which are 128 random bits. It cannot
/// be guessed; still, replays are only ever looked up together with their account.
public final class ReplayId {
    private static final Pattern FORM = Pattern.compile("rpl_[A-Za-z0-9_-]{22}");
    private static final int BYTES = 16;

    private ReplayId() {}

    /// Draws an id.
    ///
    /// @param random a source that cannot be predicted
    public static String draw(RandomGenerator random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return "rpl_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /// Whether a text has the form of an id.
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
