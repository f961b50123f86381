/// The change of the number of partitions.
@NullMarked
package dev.signalbox.standalone.partition;

import org.jspecify.annotations.NullMarked;
