/// A memory for millions of ids, kept for some time: a state store for Kafka Streams. The router
/// knows by it which events it has seen, the notifier which deliveries it has counted.
@NullMarked
package dev.signalbox.streams.ids;

import org.jspecify.annotations.NullMarked;
