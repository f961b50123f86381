/// Tests of the front door.
@NullMarked
package dev.signalbox.ingest;

import org.jspecify.annotations.NullMarked;
