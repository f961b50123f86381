package dev.signalbox.console.replay;

import dev.signalbox.contract.replay.Replay;
import dev.signalbox.contract.replay.ReplayId;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.call.CallParameters;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of a list of replays, the newest first.
///
/// @param next the token of the next page; empty at the end
record ReplayPage(List<Replay> replays, String next) {
    /// The query parameter with the number of replays.
    static final String LIMIT = "limit";

    /// The query parameter with the token.
    static final String NEXT = "next";

    private static final int ABSENT = 50;
    private static final int MOST = 200;
    private static final Pattern TOKEN = Pattern.compile("([0-9]{1,15})\\.(rpl_.{22})");

    /// Cuts the page that a call asks for.
    ///
    /// @param all the newest first
    /// @throws ApiException 400 when the limit or the token is none
    static ReplayPage of(CallParameters call, List<Replay> all) {
        int limit = limit(call);
        Matcher after = after(call.text(NEXT));
        List<Replay> left =
                after == null ? all : all.stream().filter(one -> isOlder(one, after)).toList();
        List<Replay> page = left.subList(0, Math.min(limit, left.size()));
        return new ReplayPage(page, left.size() > limit ? token(page.getLast()) : "");
    }

    private static int limit(CallParameters call) {
        String text = call.text(LIMIT);
        if (text == null) {
            return ABSENT;
        }
        if (!text.matches("[0-9]{1,4}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > MOST) {
            throw CallParameters.invalid(LIMIT, "must be a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static String token(Replay replay) {
        return replay.ordered().toEpochMilli() + "." + replay.id();
    }

    private static @Nullable Matcher after(@Nullable String token) {
        if (token == null) {
            return null;
        }
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches() || !ReplayId.isOne(matcher.group(2))) {
            throw ApiException.badRequest(
                    "NextTokenInvalid", "next: must be the token of an earlier page");
        }
        return matcher;
    }

    private static boolean isOlder(Replay replay, Matcher after) {
        Instant ordered = Instant.ofEpochMilli(replay.ordered().toEpochMilli());
        int compared = ordered.compareTo(Instant.ofEpochMilli(Long.parseLong(after.group(1))));
        return compared < 0 || (compared == 0 && replay.id().compareTo(after.group(2)) < 0);
    }
}
