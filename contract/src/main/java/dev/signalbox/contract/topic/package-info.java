/// The Kafka topics and the settings of the clients that use them.
@NullMarked
package dev.signalbox.contract.topic;

import org.jspecify.annotations.NullMarked;
