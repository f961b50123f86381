/// The targets of rules as people write and read them, with secrets sealed and masked.
@NullMarked
package dev.signalbox.web.target;

import org.jspecify.annotations.NullMarked;
