package dev.signalbox.web.access;

import dev.signalbox.contract.acs.Acs3;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parameters of a query or a form, sorted, as signatures have them.
record Query(List<Parameter> parameters) {
    private static final Comparator<Parameter> ORDER =
            Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

    /// A parameter, decoded.
    record Parameter(String name, String value) {}

    /// Decodes a query.
    ///
    /// @throws IllegalArgumentException when an escape is broken
    static Query decode(String raw) {
        return parse(raw, text -> URLDecoder.decode(text, StandardCharsets.UTF_8));
    }

    /// Takes a query as it is.
    static Query raw(String raw) {
        return parse(raw, text -> text);
    }

    private interface Reading {
        String read(String text);
    }

    private static Query parse(String raw, Reading reading) {
        if (raw.isEmpty()) {
            return new Query(List.of());
        }
        var parameters = new ArrayList<Parameter>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new Parameter(reading.read(name), reading.read(value)));
            }
        }
        parameters.sort(ORDER);
        return new Query(parameters);
    }

    /// With those of another.
    Query and(Query other) {
        var both = new ArrayList<>(parameters);
        both.addAll(other.parameters);
        both.sort(ORDER);
        return new Query(both);
    }

    /// The value of a parameter; null where it is not there, or there more than once.
    @Nullable String value(String name) {
        List<Parameter> named = parameters.stream().filter(one -> one.name().equals(name)).toList();
        return named.size() == 1 ? named.getFirst().value() : null;
    }

    /// `name=value&…`, escaped as RFC 3986 says.
    String escaped(Predicate<String> names) {
        return parameters.stream()
                .filter(one -> names.test(one.name()))
                .map(one -> Acs3.escape(one.name()) + "=" + Acs3.escape(one.value()))
                .collect(Collectors.joining("&"));
    }

    /// `name=value&…`, not escaped; an empty value goes without `=`.
    String plain() {
        return parameters.stream()
                .map(one -> one.value().isBlank() ? one.name() : one.name() + "=" + one.value())
                .collect(Collectors.joining("&"));
    }
}
