/// The certificate of the HTTP server, and the files that it comes from.
@NullMarked
package dev.signalbox.web.tls;

import org.jspecify.annotations.NullMarked;
