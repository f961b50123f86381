/// How running processes and their groups in Kafka stand, for `signalbox status`.
@NullMarked
package dev.signalbox.standalone.status;

import org.jspecify.annotations.NullMarked;
