/// The strict reading of what people write in requests, with every problem reported at once.
@NullMarked
package dev.signalbox.console.input;

import org.jspecify.annotations.NullMarked;
