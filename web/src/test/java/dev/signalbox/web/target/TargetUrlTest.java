package dev.signalbox.web.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {
    @Test
    void aPathOfTwoSlashesIsRefusedSinceNoClientCallsIt() {
        assertThat(TargetUrl.problem("https://x.example//in")).contains("two slashes");
        assertThat(TargetUrl.problem("https://x.example/in//x")).isNull();
        assertThat(TargetUrl.problem("https://x.example")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://xn--mller-kva.example/",
                "http://müller.example/",
                "https://MÜLLER.example:8443/a?b=c",
                "https://例え.テスト/in",
                "https://xn--strae-oqa.example/",
                "https://gateway:8443/"
            })
    void aHostMayHaveOtherLettersThanAscii(String url) {
        assertThat(TargetUrl.problem(url)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://straße.example/, read as different names",
        "https://💩.example/, begins with xn--",
        "https://x／y.example/, begins with xn--",
        "https://good.example＠evil.example/, begins with xn--",
        "https://-ü.example/, begins with xn--",
        "https://ü..example/, begins with xn--",
        "https://１２７.０.０.１/, other than 0 to 9",
        "https://127。0。0。1/, other than 0 to 9",
        "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/,"
                + " 1 to 63 characters",
        "https://m%C3%BCller.example/, must name a host",
        "https://u:p@müller.example/, percent-encoded",
        "https://müller.example/ü, percent-encoded"
    })
    void aHostThatCannotBeLookedUpIsRefused(String url, String problem) {
        assertThat(TargetUrl.problem(url)).contains(problem);
    }

    @Test
    void aHostIsTheSameInAnyLetters() {
        assertThat(TargetUrl.host("https://Müller.example/a"))
                .isEqualTo(TargetUrl.host("https://xn--mller-kva.example/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://müller.example/in?token=t0p, https://müller.example/in?token=***",
        "https://x.example, https://x.example",
        "https://x.example/orders/v2, https://x.example/orders/v2",
        "https://x.example/in?token=t0p&v=, https://x.example/in?token=***&v=",
        "https://x.example/in?t0p, https://x.example/in?***",
        "https://x.example/T024/0a1b2c3d4e5f6a7b8c9d/in, https://x.example/T024/***/in",
        "https://open.feishu.cn/open-apis/bot/v2/hook/t0p,"
                + " https://open.feishu.cn/open-apis/bot/v2/hook/***",
        "https://open.larksuite.com/open-apis/bot/hook/t0p,"
                + " https://open.larksuite.com/open-apis/bot/hook/***",
        "https://x.example/hook/orders, https://x.example/hook/orders"
    })
    void tokensAreNotShown(String url, String shown) {
        assertThat(TargetUrl.masked(url)).isEqualTo(shown);
        assertThat(TargetUrl.masked(shown)).as("masked once more").isEqualTo(shown);
    }
}
