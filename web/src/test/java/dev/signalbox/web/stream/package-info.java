@NullMarked
package dev.signalbox.web.stream;

import org.jspecify.annotations.NullMarked;
