/// Calls of the API: their parameters, and the buses and rules that they name.
@NullMarked
package dev.signalbox.web.call;

import org.jspecify.annotations.NullMarked;
