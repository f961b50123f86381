/// Accounts: the names that they and their things may have, and their quotas.
@NullMarked
package dev.signalbox.contract.account;

import org.jspecify.annotations.NullMarked;
