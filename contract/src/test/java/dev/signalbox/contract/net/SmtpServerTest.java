package dev.signalbox.contract.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.net.SmtpServer.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
    @Test
    void userAndPasswordMayHoldAnything() {
        assertThat(SmtpServer.parse("smtp://a%40b:p%3A%2F%40+%25@[::1]:587?starttls=required"))
                .isEqualTo(new SmtpServer("::1", 587, "a@b", "p:/@+%", Tls.REQUIRED));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://host, 25, WHEN_OFFERED",
        "smtp://host:80/, 80, WHEN_OFFERED",
        "smtps://host, 465, FROM_THE_START",
        "smtps://u:p@host:2465, 2465, FROM_THE_START"
    })
    void theSchemeTellsPortAndEncryption(String url, int port, Tls tls) {
        SmtpServer server = SmtpServer.parse(url);

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.tls()).isEqualTo(tls);
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(SmtpServer.parse("smtp://u:sesame@host:25?starttls=required"))
                .hasToString("smtp://u:***@host:25?starttls=required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:sesame@host",
                "smtp:u:sesame@host",
                "smtp://u:sesame",
                "smtp://u:ses ame@host",
                "smtp://u:sesame@host/path",
                "smtp://u:sesame@host:0",
                "smtp://u:sesame@host:70000",
                "smtp://u:sesame@host?starttls=maybe",
                "smtps://u:sesame@host?starttls=required",
                "smtp://u:sesame@host#x"
            })
    void whatIsNoServerIsToldWithoutThePassword(String url) {
        assertThatThrownBy(() -> SmtpServer.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("sesame")
                .doesNotContain("ses ame");
    }
}
