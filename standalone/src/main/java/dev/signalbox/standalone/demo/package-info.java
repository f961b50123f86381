/// The demo, which is also the training run for faster starts.
@NullMarked
package dev.signalbox.standalone.demo;

import org.jspecify.annotations.NullMarked;
