package dev.signalbox.contract.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The networks that may call, by entrance. An entrance that is not named is open to all.
public record AllowedNetworks(Map<Entrance, List<Network>> byEntrance) {
    /// Every network may call.
    public static final AllowedNetworks ANY = new AllowedNetworks(Map.of());

    /// Copies what could change.
    public AllowedNetworks {
        byEntrance = Map.copyOf(byEntrance);
    }

    /// Reads `network,…` for events and the API, or `door=network,…;door=network,…` with the doors
    /// `events`, `api` and `probes`.
    ///
    /// @throws IllegalArgumentException naming the part that has another form
    public static AllowedNetworks parse(String text) {
        if (text.isBlank()) {
            return ANY;
        }
        if (text.indexOf('=') < 0) {
            List<Network> networks = networks(text);
            return new AllowedNetworks(Map.of(Entrance.EVENTS, networks, Entrance.API, networks));
        }
        var byEntrance = new EnumMap<Entrance, List<Network>>(Entrance.class);
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("'" + part.strip() + "' is not door=network,…");
            }
            Entrance entrance = Entrance.of(part.substring(0, equals).strip());
            if (byEntrance.put(entrance, networks(part.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(
                        "the door '" + entrance.word() + "' is there twice");
            }
        }
        return new AllowedNetworks(byEntrance);
    }

    private static List<Network> networks(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(Network::parse).toList();
    }

    /// Whether an entrance is closed to some.
    public boolean restrict(Entrance entrance) {
        return byEntrance.containsKey(entrance);
    }

    /// Whether an address may call there.
    public boolean allow(Entrance entrance, InetAddress address) {
        List<Network> networks = byEntrance.get(entrance);
        return networks == null || networks.stream().anyMatch(one -> one.contains(address));
    }
}
