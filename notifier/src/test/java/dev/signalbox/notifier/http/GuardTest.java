package dev.signalbox.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contract.net.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private final Guard guard = new Guard(List.of(), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.1.2.3",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "100::1",
                "2001::1",
                "2001:0:a00:1::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:0a00:0001::1",
                "2002:7f00:0001::1",
                "2002:a9fe:a9fe::1",
                "2606:4700::5efe:10.0.0.1",
                "2606:4700::200:5efe:192.168.0.1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatLeadsIntoSomebodysOwnNetworkIsRefused(String address) throws Exception {
        assertThat(guard.refusal(InetAddress.getAllByName(address)[0])).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2002:0808:0808::1",
                "2400:3200::1",
                "2606:4700::1111",
                "2606:4700::5efe:8.8.8.8"
            })
    void whatIsPublicIsAllowed(String address) throws Exception {
        assertThat(guard.refusal(InetAddress.getAllByName(address)[0])).isNull();
    }

    @Test
    void aNetworkOfTheSettingsIsAllowedAndNoMore() throws Exception {
        var opened =
                new Guard(List.of(Network.parse("10.1.0.0/16"), Network.parse("::1/128")), false);

        assertThat(opened.refusal(InetAddress.getAllByName("10.1.2.3")[0])).isNull();
        assertThat(opened.refusal(InetAddress.getAllByName("::1")[0])).isNull();
        assertThat(opened.refusal(InetAddress.getAllByName("10.2.0.1")[0])).isEqualTo("private");
        assertThat(opened.refusal(InetAddress.getAllByName("127.0.0.1")[0])).isEqualTo("loopback");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "017700000001",
                "0177.0.0.1",
                "::1",
                "0:0:0:0:0:ffff:7f00:1",
                "::ffff:7f00:1",
                "localhost",
                "localhost.",
                "１２７.０.０.１",
                "127。0。0。1",
                "①②⑦.⓪.⓪.①",
                "ｌｏｃａｌｈｏｓｔ",
                "loc\u00adalhost",
                "169．254．169．254"
            })
    void noSpellingOfAnAddressPassesTheGuard(String host) {
        try (var resolver = new GuardedResolver(guard, InetAddress::getAllByName, PATIENCE)) {
            assertThatThrownBy(() -> resolver.resolve(host))
                    .isInstanceOf(UnknownHostException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "müller.example, xn--mller-kva.example",
        "xn--mller-kva.example, xn--mller-kva.example",
        "例え.example, xn--r8jz45g.example",
        "xn--strae-oqa.example, xn--strae-oqa.example",
        "MÜLLER.example, xn--mller-kva.example"
    })
    void aNameIsLookedUpInAsciiAndItsAddressesAreGuarded(String name, String ascii)
            throws Exception {
        var asked = new ArrayList<String>();
        GuardedResolver.Lookup lookup =
                host -> {
                    asked.add(host);
                    return InetAddress.getAllByName(asked.size() == 1 ? "8.8.8.8" : "10.0.0.1");
                };
        try (var resolver = new GuardedResolver(guard, lookup, PATIENCE)) {
            assertThat(resolver.resolve(name)).hasSize(1);
            assertThatThrownBy(() -> resolver.resolve(name)).isInstanceOf(AddressRefused.class);
            assertThat(asked).containsExactly(ascii, ascii);
        }
    }

    @Test
    void thisMachineMayBeCalledWhereTheUrlNamesItAndNotWhereANameLeadsToIt() throws Exception {
        var opened = new Guard(List.of(), true);
        GuardedResolver.Lookup here = host -> InetAddress.getAllByName("127.0.0.1");
        try (var resolver = new GuardedResolver(opened, InetAddress::getAllByName, PATIENCE);
                var misled = new GuardedResolver(opened, here, PATIENCE)) {
            for (String host : List.of("127.0.0.1", "::1", "localhost", "LocalHost")) {
                assertThat(resolver.resolve(host)).as(host).isNotEmpty();
            }
            for (String host :
                    List.of("127.1", "127.0.0.2", "::ffff:7f00:1", "10.0.0.1", "169.254.169.254")) {
                assertThatThrownBy(() -> resolver.resolve(host))
                        .as(host)
                        .isInstanceOf(AddressRefused.class);
            }
            assertThatThrownBy(() -> misled.resolve("evil.example"))
                    .isInstanceOf(AddressRefused.class)
                    .hasMessage("127.0.0.1 is loopback");
        }
    }

    @Test
    void aNameThatTurnsPrivateAtItsSecondLookUpIsCaught() throws Exception {
        var asked = new AtomicInteger();
        GuardedResolver.Lookup rebinding =
                host ->
                        InetAddress.getAllByName(
                                asked.incrementAndGet() == 1 ? "8.8.8.8" : "169.254.169.254");
        try (var resolver = new GuardedResolver(guard, rebinding, PATIENCE)) {
            assertThat(resolver.resolve("evil.example")).hasSize(1);
            assertThatThrownBy(() -> resolver.resolve("evil.example"))
                    .isInstanceOf(AddressRefused.class)
                    .hasMessage("169.254.169.254 is a cloud's metadata service");
        }
    }

    @Test
    void ofSeveralAddressesThePublicOnesAreLeft() throws Exception {
        GuardedResolver.Lookup both =
                host ->
                        new InetAddress[] {
                            InetAddress.getAllByName("10.0.0.1")[0],
                            InetAddress.getAllByName("8.8.8.8")[0]
                        };
        try (var resolver = new GuardedResolver(guard, both, PATIENCE)) {
            assertThat(resolver.resolve("mixed.example"))
                    .containsExactly(InetAddress.getAllByName("8.8.8.8"));
        }
    }

    @Test
    void aNameServerThatDoesNotAnswerIsNotWaitedForLong() {
        var answer = new CountDownLatch(1);
        GuardedResolver.Lookup silent =
                host -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                };
        try (var resolver = new GuardedResolver(guard, silent, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> resolver.resolve("slow.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .isNotInstanceOf(AddressRefused.class);
            answer.countDown();
        }
    }
}
