package dev.signalbox.console.eventbridge.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.web.ApiException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// A page of a list that is ordered by name. The token of the next page holds the last name of this
/// one, so that items that are added or deleted meanwhile neither repeat nor hide others.
///
/// @param total how many items all pages have now
/// @param next the token of the next page; empty at the end
public record ListPage<T>(List<T> items, int total, String next) {
    /// The most items of a page.
    static final int LARGEST = 100;

    /// The token that a first page may be asked for with. Source: EventBridge's samples.
    private static final String FIRST = "0";

    private static final String MARK = "after:";

    /// Returns the page that a call asks for.
    ///
    /// @param sorted all items, by name
    /// @param prefix the member that says how names begin
    /// @throws ApiException 409 when the token or the limit is invalid
    public static <T> ListPage<T> of(
            EventBridgeCall call, Iterable<T> sorted, Function<T, String> name, String prefix) {
        String begin = call.text(prefix);
        String token = call.text("NextToken");
        String after = after(token == null ? "" : token);
        int limit = call.limit();
        var items = new ArrayList<T>();
        int total = 0;
        boolean more = false;
        for (T item : sorted) {
            String itemName = name.apply(item);
            if (begin != null && !itemName.startsWith(begin)) {
                continue;
            }
            total++;
            if (itemName.compareTo(after) > 0) {
                more = items.size() == limit;
                if (!more) {
                    items.add(item);
                }
            }
        }
        return new ListPage<>(items, total, more ? token(name.apply(items.getLast())) : "");
    }

    private static String after(String token) {
        if (token.isEmpty() || token.equals(FIRST)) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), UTF_8);
            if (text.startsWith(MARK)) {
                return text.substring(MARK.length());
            }
        } catch (IllegalArgumentException e) {
            throw EventBridgeErrors.nextToken();
        }
        throw EventBridgeErrors.nextToken();
    }

    private static String token(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((MARK + name).getBytes(UTF_8));
    }

    /// Adds the token of the next page and the total.
    public void describe(ObjectNode answer) {
        answer.put("NextToken", next);
        answer.put("Total", total);
    }
}
