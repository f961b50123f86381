/// Tests of the records of replays.
@NullMarked
package dev.signalbox.contract.replay;

import org.jspecify.annotations.NullMarked;
