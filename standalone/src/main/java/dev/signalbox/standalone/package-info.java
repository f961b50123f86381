/// All rooms in one process, with a Kafka broker of their own.
@NullMarked
package dev.signalbox.standalone;

import org.jspecify.annotations.NullMarked;
