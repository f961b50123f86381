package dev.signalbox.contract.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ops@example.com | ops@example.com",
                "Ops.Night+jobs@Example.COM | Ops.Night+jobs@example.com",
                "o'brien!#$%&*/=?^_{}~-@a-b.example | o'brien!#$%&*/=?^_{}~-@a-b.example",
                "ops@bücher.example | ops@xn--bcher-kva.example",
                "ops@例子.公司 | ops@xn--fsqu00a.xn--55qx5d",
                "ops@例子。公司 | ops@xn--fsqu00a.xn--55qx5d",
                "ops@xn--bcher-kva.example | ops@xn--bcher-kva.example",
                "\"a b\"@example.com | \"a b\"@example.com",
                "\"a..b@c\"@example.com | \"a..b@c\"@example.com",
                "\"a\\\"b\"@example.com | \"a\\\"b\"@example.com",
                "1@1.example | 1@1.example"
            })
    void whatAMailServerTakesIsAnAddress(String text, String address) {
        assertThat(EmailAddress.parse(text)).hasToString(address);
    }

    static Stream<String> others() {
        return Stream.of(
                "",
                "ops",
                "@example.com",
                "ops@",
                "a..b@example.com",
                ".a@example.com",
                "a.@example.com",
                "a@b@example.com",
                "a b@example.com",
                "a,b@example.com",
                "A <a@example.com>",
                "a@example.com, b@example.com",
                "a@example.com\nBcc: b@example.com",
                "\"a\nb\"@example.com",
                "\"a@example.com",
                "\"\"@example.com",
                "\"a\"b\"@example.com",
                "(x)a@example.com",
                "用户@example.com",
                "ops@localhost",
                "ops@example..com",
                "ops@.example.com",
                "ops@example.com.",
                "ops@-a.example",
                "ops@a-.example",
                "ops@a_b.example",
                "ops@192.0.2.1",
                "ops@[192.0.2.1]",
                "ops@exa mple.com",
                "ops@straße.example",
                "ops@STRAẞE.example",
                "ops@-bücher.example",
                "x".repeat(65) + "@example.com",
                "ops@" + "x".repeat(64) + ".example",
                "x".repeat(64) + "@" + ("x".repeat(60) + ".").repeat(3) + "example");
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> EmailAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ops@example.com | `` | ops@example.com",
                "<ops@example.com> | `` | ops@example.com",
                "信号 <ops@例子.example> | 信号 | ops@xn--fsqu00a.example",
                "Ops, night <ops@example.com> | Ops, night | ops@example.com",
                "\"Ops, \\\"night\\\"\" <ops@example.com> | Ops, \"night\" | ops@example.com"
            })
    void aMailboxIsAnAddressWithOrWithoutAName(String text, String name, String address) {
        assertThat(Mailbox.parse(text)).isEqualTo(new Mailbox(name, EmailAddress.parse(address)));
    }

    @Test
    void aMailboxIsOneLine() {
        assertThatThrownBy(() -> Mailbox.parse("Ops\r\nBcc: x <ops@example.com>"))
                .hasMessage("must be one line");
    }
}
