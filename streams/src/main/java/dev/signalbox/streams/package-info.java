/// The one way in which the house sets Kafka Streams up, and the nets below its topologies.
@NullMarked
package dev.signalbox.streams;

import org.jspecify.annotations.NullMarked;
