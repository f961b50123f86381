@NullMarked
package dev.signalbox.standalone.replay;

import org.jspecify.annotations.NullMarked;
