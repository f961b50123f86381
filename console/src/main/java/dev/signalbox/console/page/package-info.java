/// The page that people look at in a browser, and the files that it is made of.
@NullMarked
package dev.signalbox.console.page;

import org.jspecify.annotations.NullMarked;
