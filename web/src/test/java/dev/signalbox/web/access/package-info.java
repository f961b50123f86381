@NullMarked
package dev.signalbox.web.access;

import org.jspecify.annotations.NullMarked;
