package dev.signalbox.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeanTextTest {
    private static final String MODULE =
            """
            /** A number. */
            const one = 1; /* stays */
              /**
               * Two of them.
               * @param {any} a
               */
              const two = /** @type {any} */ (2);
            /** @type {number} */ let three = 3;
            /* gone */
            // stays
            """;

    @Test
    void commentsThatHaveLinesOfTheirOwnAreLeftOut() {
        assertThat(lean("app/numbers.js"))
                .isEqualTo(
                        """
                        const one = 1; /* stays */
                          const two = /** @type {any} */ (2);
                        /** @type {number} */ let three = 3;
                        // stays
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor/ui.js", "vendor/LICENSES.txt", "index.html"})
    void otherFilesStayAsTheyAre(String name) {
        assertThat(lean(name)).isEqualTo(MODULE);
    }

    private static String lean(String name) {
        return new String(LeanText.of(name, MODULE.getBytes(UTF_8)), UTF_8);
    }
}
