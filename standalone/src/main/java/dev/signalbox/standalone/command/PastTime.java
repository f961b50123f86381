package dev.signalbox.standalone.command;

import dev.signalbox.web.input.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The reader of options that are a time: a time as the server reads it, or how long ago.
final class PastTime implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

    @Override
    public Instant convert(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            Duration back =
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            return Instant.now().minus(back).truncatedTo(ChronoUnit.MILLIS);
        }
        Instant time = TimeText.parse(text);
        if (time == null) {
            throw new TypeConversionException(
                    "must be a time such as 2026-11-21T04:00:00Z, or how long ago: 30m, 12h, 7d");
        }
        return time;
    }
}
