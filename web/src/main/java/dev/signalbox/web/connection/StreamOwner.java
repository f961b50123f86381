package dev.signalbox.web.connection;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// For whom a stream is.
///
/// @param account whose share of the streams it counts for; null for no share
/// @param letIn whether the caller would still be let in; asked some times a second
public record StreamOwner(@Nullable String account, BooleanSupplier letIn) {}
