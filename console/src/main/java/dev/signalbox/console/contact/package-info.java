/// The people whom rules notify by name.
@NullMarked
package dev.signalbox.console.contact;

import org.jspecify.annotations.NullMarked;
