@NullMarked
package dev.signalbox.web.target;

import org.jspecify.annotations.NullMarked;
