/// The properties of Kafka's clients that an operator may set.
@NullMarked
package dev.signalbox.contract.kafka;

import org.jspecify.annotations.NullMarked;
