package dev.signalbox.router.match;

import dev.signalbox.contract.pattern.Condition;

/// One way to find a thing: by a condition on its field, of several that must hold together by the
/// one that tells most values apart.
///
/// @param key the condition
/// @param rest what an event must fit besides
record Way(Condition key, Rest rest) {}
