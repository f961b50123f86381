/// The signs by which requests of a browser's pages are told apart: other sites', other hosts', our
/// own page's.
@NullMarked
package dev.signalbox.web.site;

import org.jspecify.annotations.NullMarked;
