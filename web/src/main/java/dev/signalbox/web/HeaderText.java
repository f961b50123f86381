package dev.signalbox.web;

import dev.signalbox.web.wire.RequestReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderValues;

/// The text of HTTP headers, which is UTF-8 in requests and in answers.
///
/// Whoever keeps a header's value, or checks a signature over it, reads it here.
public final class HeaderText {
    private HeaderText() {}

    /// The value of a header that comes once.
    ///
    /// @throws ApiException 400 naming the header where its bytes are not UTF-8
    public static String of(Header header) {
        return checked(header, header.get());
    }

    /// All values of a header, with commas between them.
    ///
    /// @throws ApiException 400 naming the header where its bytes are not UTF-8
    public static String ofAll(Header header) {
        return checked(header, header.values());
    }

    private static String checked(Header header, String value) {
        if (value.indexOf(RequestReader.NOT_UTF8) >= 0) {
            throw ApiException.badRequest(
                    "InvalidUtf8", header.headerName().lowerCase() + ": is not UTF-8");
        }
        return value;
    }

    /// A header of an answer.
    public static Header header(HeaderName name, String value) {
        return HeaderValues.createCached(name, true, false, value);
    }
}
