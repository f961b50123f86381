/// Replays: what they are asked to do, how far they are, and the records of `signalbox.replays`.
@NullMarked
package dev.signalbox.contract.replay;

import org.jspecify.annotations.NullMarked;
