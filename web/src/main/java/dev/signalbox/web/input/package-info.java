/// The strict reading of what people write in requests, with every problem reported at once.
@NullMarked
package dev.signalbox.web.input;

import org.jspecify.annotations.NullMarked;
