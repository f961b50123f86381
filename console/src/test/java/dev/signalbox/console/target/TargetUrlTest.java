package dev.signalbox.console.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUrlTest {
    @Test
    void aPathOfTwoSlashesIsRefusedSinceNoClientCallsIt() {
        assertThat(TargetUrl.problem("https://x.example//in")).contains("two slashes");
        assertThat(TargetUrl.problem("https://x.example/in//x")).isNull();
        assertThat(TargetUrl.problem("https://x.example")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
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
