package dev.signalbox.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-](0\\d|1[0-7]):[0-5]\\d)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00:00Z",
                "2026-01-01t00:00:00z",
                "0000-02-29T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2026-01-01T00:00:00.12345678901234567890Z",
                "2026-01-01T00:00:00.5+08:00",
                "2026-01-01T00:00:00-00:00",
                "2026-01-01T00:00:00+23:59",
                "2024-02-29T00:00:00Z",
                "2016-12-31T23:59:60Z",
                "2016-12-31T23:59:60.5Z",
                "2015-06-30T23:59:60+00:00",
                "2017-01-01T07:59:60+08:00",
                "1990-12-31T15:59:60-08:00"
            })
    void isATime(String text) {
        assertThat(Rfc3339.isTime(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-01-01",
                "2026-01-01T00:00Z",
                "2026-01-01T00Z",
                "2026-01-01T00:00:00",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00:00 Z",
                " 2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00,5Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-01-01T00:00:61Z",
                "2026-01-01T00:00:60Z",
                "2016-12-31T23:59:60+08:00",
                "2016-12-30T23:59:60Z",
                "2026-02-29T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-1-1T00:00:00Z",
                "20260101T000000Z",
                "+12026-01-01T00:00:00Z",
                "-2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00+08",
                "2026-01-01T00:00:00+0800",
                "2026-01-01T00:00:00+24:00",
                "2026-01-01T00:00:00+08:60",
                "2026-01-01T00:00:00+08:00:00",
                "2026-01-01T00:00:00+08:00[Asia/Shanghai]",
                "2026-01-01T00:00:00ZZ",
                "2020-11-19T21:04:42.179PRC",
                "２０２６-01-01T00:00:00Z",
                "1700000000"
            })
    void isNoTime(String text) {
        assertThat(Rfc3339.isTime(text)).isFalse();
    }

    @Property(tries = 2_000)
    void aDateIsOneOfTheCalendar(@ForAll("times") String text) {
        Assume.that(FORM.matcher(text).matches());
        boolean inCalendar;
        try {
            OffsetDateTime.parse(text);
            inCalendar = !text.substring(11).startsWith("24");
        } catch (DateTimeException e) {
            inCalendar = false;
        }

        assertThat(Rfc3339.isTime(text)).isEqualTo(inCalendar);
    }

    @Provide
    Arbitrary<String> times() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 33);
        return Combinators.combine(
                        number,
                        Arbitraries.integers().between(0, 13),
                        number,
                        number,
                        number,
                        Arbitraries.of("Z", ".1Z", ".123456789Z", "+08:00", "-17:59"))
                .as((year, month, day, hour, minute, zone) ->
                        "20%02d-%02d-%02dT%02d:%02d:%02d%s"
                                .formatted(year, month, day, hour, 2 * minute, minute, zone));
    }
}
