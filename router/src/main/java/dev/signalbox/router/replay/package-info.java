/// The runner of replays: sends kept events again, as orders in `signalbox.replays` say.
@NullMarked
package dev.signalbox.router.replay;

import org.jspecify.annotations.NullMarked;
