/// Tests of the HTTP door over real sockets.
@NullMarked
package dev.signalbox.web;

import org.jspecify.annotations.NullMarked;
