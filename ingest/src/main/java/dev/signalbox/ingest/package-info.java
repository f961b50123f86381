/// The front door: HTTP in, `signalbox.events` out.
@NullMarked
package dev.signalbox.ingest;

import org.jspecify.annotations.NullMarked;
