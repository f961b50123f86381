package dev.signalbox.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedSecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a+b/c==\"'&<d",
                "a+b\\/c==\\\"'&<d",
                "a+b/c\\u003d\\u003D\\u0022\\u0027\\u0026\\u003cd",
                "a%2Bb%2fc%3D%3D%22%27%26%3Cd",
                "a+b/c==&quot;&#39;&amp;&lt;d",
                "a&#43;b&#x2F;c&#61;&#x3d;&#34;&#039;&#38;&#60;d"
            })
    void aSecretIsMaskedHoweverItIsEscaped(String said) {
        Secrets secrets = Secrets.of(HttpUrl.parse("https://a.example/"), List.of("a+b/c==\"'&<d"));

        assertThat(secrets.quote("key " + said + " is wrong")).isEqualTo("key *** is wrong");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d | send too fast | send too fast",
                "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d | no 0A1B2C3D | no ***",
                "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd | send abcd | send ***",
                "https://a.example/hook?env=production | production is down | production is down",
                "https://a.example/hook?lang=zh_CN&limit=3000 | zh_CN 3000 | zh_CN 3000",
                "https://a.example/hook?token=hello | hello world | *** world",
                "https://a.example/hook?k=opensesame | opensesame | ***",
                "https://a.example/hook?opensesame | opensesame | ***",
                "https://a.example/hook?to=x&id=12345678 | 12345678 | ***",
                "https://a.example/services/T0/x9Kd83jfPq02nGd7xYz1 | x9Kd83jfPq02nGd7xYz1 | ***",
                "https://a.example/notifications-receiver-service | POST /notifications-receiver-service | POST /notifications-receiver-service",
                "https://a.example/ | the signing key is s3same | the signing key is ***"
            })
    void onlySecretsAreMasked(String url, String said, String told) {
        assertThat(Secrets.of(HttpUrl.parse(url), List.of("s3same", "")).quote(said))
                .isEqualTo(told);
    }
}
