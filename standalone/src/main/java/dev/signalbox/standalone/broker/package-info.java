/// The Kafka broker in the process of standalone.
@NullMarked
package dev.signalbox.standalone.broker;

import org.jspecify.annotations.NullMarked;
