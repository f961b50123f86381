/// Answers that are streams: server-sent events or lines of JSON, to callers that may be slow or
/// gone.
@NullMarked
package dev.signalbox.web.stream;

import org.jspecify.annotations.NullMarked;
