/// The state of running processes and of their groups in Kafka, for `signalbox status`.
@NullMarked
package dev.signalbox.standalone.status;

import org.jspecify.annotations.NullMarked;
