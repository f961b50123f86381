/// The checks of `signalbox doctor`.
@NullMarked
package dev.signalbox.standalone.doctor;

import org.jspecify.annotations.NullMarked;
