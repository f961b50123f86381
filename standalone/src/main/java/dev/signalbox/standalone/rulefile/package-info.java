/// Rules kept as files: read, compared with those that a Signalbox has, applied and exported.
@NullMarked
package dev.signalbox.standalone.rulefile;

import org.jspecify.annotations.NullMarked;
