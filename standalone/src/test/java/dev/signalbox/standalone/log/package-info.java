@NullMarked
package dev.signalbox.standalone.log;

import org.jspecify.annotations.NullMarked;
