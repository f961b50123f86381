package dev.signalbox.contract.event;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.signalbox.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The event types that DataWorks and PAI are known to emit. A type that is not here is accepted
/// all the same, and marked.
public final class Catalog {
    /// The prefix of the eventCode in the type of an event whose code is in no catalog.
    public static final String UNKNOWN_TYPE_PREFIX = "dataworks:Unknown:";

    private static final Catalog BUILT_IN = load();

    private final List<EventType> types;
    private final Map<String, EventType> byType;
    private final Map<String, EventType> byCode;

    private Catalog(List<EventType> types) {
        this.types = List.copyOf(types);
        byType = types.stream().collect(Collectors.toMap(EventType::type, Function.identity()));
        byCode =
                types.stream().collect(Collectors.toMap(EventType::eventCode, Function.identity()));
    }

    /// The catalog that is shipped.
    public static Catalog builtIn() {
        return BUILT_IN;
    }

    /// All types, in the order of the documents they come from.
    public List<EventType> types() {
        return types;
    }

    /// The type by its CloudEvents `type`, or null.
    public @Nullable EventType byType(String type) {
        return byType.get(type);
    }

    /// The type by its `eventCode`, such as `commit-file`, or null.
    public @Nullable EventType byCode(String eventCode) {
        return byCode.get(eventCode);
    }

    private static Catalog load() {
        try (InputStream json = Catalog.class.getResourceAsStream("catalog.json")) {
            return new Catalog(
                    Json.MAPPER.readValue(Objects.requireNonNull(json), new TypeReference<>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
