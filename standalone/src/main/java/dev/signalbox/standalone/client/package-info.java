/// The HTTP client of the command line.
@NullMarked
package dev.signalbox.standalone.client;

import org.jspecify.annotations.NullMarked;
