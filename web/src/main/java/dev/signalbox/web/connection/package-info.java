/// The connections of the HTTP server: their deadlines, their number, and the answers that are
/// given without a request.
@NullMarked
package dev.signalbox.web.connection;

import org.jspecify.annotations.NullMarked;
