/// How the bytes of requests are read: request lines, headers, and what is between chunks.
@NullMarked
package dev.signalbox.web.wire;

import org.jspecify.annotations.NullMarked;
