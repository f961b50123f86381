/// The log: where its lines come from and what they look like.
@NullMarked
package dev.signalbox.standalone.log;

import org.jspecify.annotations.NullMarked;
