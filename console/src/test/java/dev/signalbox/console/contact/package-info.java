@NullMarked
package dev.signalbox.console.contact;

import org.jspecify.annotations.NullMarked;
