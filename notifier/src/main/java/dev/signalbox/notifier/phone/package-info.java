/// Text messages and calls, by Alibaba Cloud's SMS and voice services.
@NullMarked
package dev.signalbox.notifier.phone;

import org.jspecify.annotations.NullMarked;
