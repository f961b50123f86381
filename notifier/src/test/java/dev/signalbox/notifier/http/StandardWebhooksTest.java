package dev.signalbox.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhooksTest {
    /// The specification's own vector.
    @Test
    void theSignatureIsThatOfTheSpecification() {
        var signature = new StandardWebhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        for (int again = 0; again < 2; again++) {
            assertThat(signature.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body))
                    .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_", "whsec_§", "SECabc"})
    void anotherKindOfKeyIsRefusedWithoutBeingQuoted(String key) {
        assertThatThrownBy(() -> new StandardWebhooks(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the signing key");
    }
}
