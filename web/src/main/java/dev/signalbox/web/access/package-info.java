/// Who may come in by the HTTP door: access keys, signatures, networks, rates.
@NullMarked
package dev.signalbox.web.access;

import org.jspecify.annotations.NullMarked;
