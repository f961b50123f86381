package dev.signalbox.contract.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class Acs3Test {
    private static String sign(String secret, Map<String, String> query, String... headers) {
        var signed = new TreeMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            signed.put(headers[i], headers[i + 1]);
        }
        signed.put("x-acs-content-sha256", Acs3.EMPTY_BODY);
        return Acs3.signature(
                secret, Acs3.canonical("POST", "/", Acs3.query(query), signed, Acs3.EMPTY_BODY));
    }

    @Test
    void theSignatureIsThatOfTheOfficialExample() {
        assertThat(
                        sign(
                                "YourAccessKeySecret",
                                Map.of(
                                        "ImageId",
                                        "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
                                        "RegionId",
                                        "cn-shanghai"),
                                "host",
                                "ecs.cn-shanghai.aliyuncs.com",
                                "x-acs-action",
                                "RunInstances",
                                "x-acs-version",
                                "2014-05-26",
                                "x-acs-date",
                                "2023-10-26T10:22:32Z",
                                "x-acs-signature-nonce",
                                "3156853299f313e23d1673dc12e1703d"))
                .isEqualTo("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    @Test
    void theSignatureIsThatOfTheJavaSdk() {
        assertThat(
                        sign(
                                "testAkSecret",
                                Map.of(
                                        "OutId",
                                        "evt-1",
                                        "PhoneNumbers",
                                        "15900000000",
                                        "SignName",
                                        "测试",
                                        "TemplateCode",
                                        "SMS_1",
                                        "TemplateParam",
                                        "{\"code\":\"1\"}"),
                                "host",
                                "127.0.0.1:18931",
                                "x-acs-action",
                                "SendSms",
                                "x-acs-version",
                                "2017-05-25",
                                "x-acs-date",
                                "2026-11-21T02:10:14Z",
                                "x-acs-signature-nonce",
                                "e170d78abb5baf498d040a1a1325bf2f",
                                "x-acs-credentials-provider",
                                "static_ak"))
                .isEqualTo("24ca0bb5570856eb8c90727acb65ac18cb6a0e068bdd89a0964d7dcdf82552e5");
    }

    @Test
    void theSignatureIsThatOfAnIndependentProgram() {
        assertThat(
                        sign(
                                "testAkSecret",
                                Map.of(
                                        "PhoneNumbers",
                                        "15900000000",
                                        "SignName",
                                        "测试",
                                        "TemplateCode",
                                        "SMS_1",
                                        "TemplateParam",
                                        "{\"code\":\"1\"}"),
                                "host",
                                "dysmsapi.aliyuncs.com",
                                "x-acs-action",
                                "SendSms",
                                "x-acs-version",
                                "2017-05-25",
                                "x-acs-date",
                                "2026-01-01T00:00:00Z",
                                "x-acs-signature-nonce",
                                "00000000000000000000000000000001"))
                .isEqualTo("7f41605d559371f68fdb728400a4cf0258fe4208729a53fa05cdfa325a8d7274");
    }

    @Test
    void onlyUnreservedCharactersStayAsTheyAre() {
        assertThat(Acs3.escape("aZ0-_.~ *+/=&测")).isEqualTo("aZ0-_.~%20%2A%2B%2F%3D%26%E6%B5%8B");
    }
}
