/// The robots of DingTalk, WeCom and Lark groups.
@NullMarked
package dev.signalbox.notifier.bot;

import org.jspecify.annotations.NullMarked;
