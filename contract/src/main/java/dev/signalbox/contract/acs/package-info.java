/// How Alibaba Cloud's APIs are called and calls to them are signed.
@NullMarked
package dev.signalbox.contract.acs;

import org.jspecify.annotations.NullMarked;
