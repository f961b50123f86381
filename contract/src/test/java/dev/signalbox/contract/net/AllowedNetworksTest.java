package dev.signalbox.contract.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedNetworksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | EVENTS | 203.0.113.7 | true",
                "10.0.0.0/8 | EVENTS | 10.1.2.3 | true",
                "10.0.0.0/8, 192.168.0.1 | API | 192.168.0.1 | true",
                "10.0.0.0/8 | EVENTS | 11.0.0.1 | false",
                "10.0.0.0/8 | API | 11.0.0.1 | false",
                "10.0.0.0/8 | PROBES | 11.0.0.1 | true",
                "10.0.0.0/8 | API | ::1 | false",
                "events=10.0.0.0/8, ::1 ; api=127.0.0.1 | EVENTS | ::1 | true",
                "events=10.0.0.0/8;api=127.0.0.1 | API | 10.0.0.1 | false",
                "events=10.0.0.0/8 | API | 11.0.0.1 | true",
                "probes=10.0.0.0/8 | PROBES | 11.0.0.1 | false"
            })
    void whoMayCallIsToldByDoor(String text, Entrance entrance, String address, boolean allowed)
            throws Exception {
        AllowedNetworks networks = AllowedNetworks.parse(text);

        assertThat(networks.allow(entrance, InetAddress.getByName(address))).isEqualTo(allowed);
    }

    @Test
    void onlyWhatIsNamedIsWatched() {
        AllowedNetworks networks = AllowedNetworks.parse("events=10.0.0.0/8");

        assertThat(networks.restrict(Entrance.EVENTS)).isTrue();
        assertThat(networks.restrict(Entrance.API)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10.0.0.0/99 | is not within",
                "example.com | 'example.com' is not an IP network",
                "events= | '' is not an IP network",
                "events=10.0.0.0/8;events=::1 | 'events' is there twice",
                "event=10.0.0.0/8 | there is no door 'event'; there are events, api, probes",
                "events=10.0.0.0/8;::1 | '::1' is not door=network",
                "10.0.0.0/8,events=::1 | there is no door '10.0.0.0/8,events'"
            })
    void whatIsNoListOfNetworksIsRefused(String text, String reason) {
        assertThatThrownBy(() -> AllowedNetworks.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
