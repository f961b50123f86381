package dev.signalbox.web.access;

import dev.signalbox.contract.net.AllowedNetworks;
import dev.signalbox.contract.net.Entrance;
import dev.signalbox.contract.settings.InvalidSettings;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.web.AccessControl;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.BodyHash;
import dev.signalbox.web.Caller;
import dev.signalbox.web.Requests;
import dev.signalbox.web.Right;
import dev.signalbox.web.access.Sessions.Session;
import dev.signalbox.web.site.CrossSite;
import dev.signalbox.web.site.OwnHosts;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The access control of the settings. Checks, in this order: does a browser send the request for a
/// page of another site, is it meant for this host, may the network call, is the request signed by
/// a key, may the key do this, has its account not called too often.
///
/// With access keys any host may be named: a page that reaches the server by a name of its own has
/// no key, and a browser sends none that it remembers for another name.
///
/// A caller's address is the one that its connection comes from. `X-Forwarded-For` is not read:
/// anybody can write it.
final class AccessChecks implements AccessControl, AutoCloseable {
    private static final List<String> REASONS =
            List.of("site", "host", "network", "credentials", "guessing", "role", "rate");

    private final AllowedNetworks networks;
    private final @Nullable OwnHosts hosts;
    private final @Nullable KeyRing keys;
    private final Verifier verifier;
    private final RequestRates rates;
    private final WrongSecrets wrongSecrets;
    private final Sessions sessions;
    private final Counter refused;

    /// A key whose owner a request is proved to come from, and the hash that its body must have;
    /// null for any body.
    private record Verified(AccessKey key, @Nullable BodyHash body) {}

    private AccessChecks(
            AllowedNetworks networks,
            @Nullable OwnHosts hosts,
            @Nullable Path file,
            RequestRates rates,
            PrometheusRegistry metrics,
            InstantSource clock) {
        this.networks = networks;
        this.hosts = hosts;
        this.rates = rates;
        wrongSecrets = WrongSecrets.ofKeys(clock);
        var nonces = new UsedNonces(clock);
        verifier = new Verifier(nonces);
        keys = file == null ? null : KeyRing.read(file, metrics, nonces::keepOnly).watching();
        sessions = new Sessions(keys, wrongSecrets, clock);
        refused =
                Counter.builder()
                        .name("signalbox_http_refused")
                        .help("Requests that were not let in")
                        .labelNames("reason")
                        .register(metrics);
        REASONS.forEach(refused::initLabelValues);
    }

    /// @throws InvalidSettings when the file of keys cannot be used
    static AccessChecks open(Settings settings, PrometheusRegistry metrics, InstantSource clock) {
        Path file = settings.http().accessKeys();
        return new AccessChecks(
                settings.http().networks(),
                file == null ? OwnHosts.of(settings) : null,
                file,
                new RequestRates(settings.http().requestsPerSecond(), clock),
                metrics,
                clock);
    }

    @Override
    public void screen(ServerRequest request) {
        String otherSite = CrossSite.reason(request.headers());
        if (otherSite != null) {
            throw refused(
                    "site",
                    new ApiException(
                            403,
                            "CrossSiteRequest",
                            otherSite
                                    + ": a browser sends this for a page of another site, which is"
                                    + " refused; open this address itself, and let a proxy before"
                                    + " it pass the Host on"));
        }
        String otherHost = hosts == null ? null : hosts.foreign(request);
        if (otherHost != null) {
            throw refused(
                    "host",
                    new ApiException(
                            403,
                            "HostNotAllowed",
                            "Host is '"
                                    + otherHost
                                    + "', which is neither an IP address nor localhost; if the name"
                                    + " is yours, add it to SIGNALBOX_HOSTS"));
        }
    }

    @Override
    public boolean watches(Entrance entrance) {
        return networks.restrict(entrance)
                || (entrance != Entrance.PROBES && (keys != null || rates.limit()));
    }

    @Override
    public Admission admit(ServerRequest request, Entrance entrance, @Nullable Right needed) {
        if (networks.restrict(entrance) && !isAllowed(request, entrance)) {
            throw refused(
                    "network",
                    new ApiException(
                            403, "AccessDenied", "calls from this network are not allowed"));
        }
        if (needed == null || entrance == Entrance.PROBES) {
            return Admission.ANYBODY;
        }
        try {
            return keys == null ? anybody() : byKey(keys, request, entrance, needed);
        } catch (ApiException e) {
            throw counted(e);
        }
    }

    @Override
    public boolean mayReadNames(ServerRequest request) {
        if (keys == null) {
            return true;
        }
        if (!request.headers().contains(HeaderNames.AUTHORIZATION)) {
            return false;
        }
        try {
            return verified(keys, request, Entrance.PROBES).key().role() == Role.METRICS;
        } catch (ApiException e) {
            throw counted(e);
        }
    }

    /// The sessions of people at the page.
    Sessions sessions() {
        return sessions;
    }

    /// The key that a request without a session shows.
    ///
    /// @throws ApiException 401 or 429 when it shows none, or is not proved to have it
    AccessKey key(KeyRing ring, ServerRequest request) {
        try {
            return verified(ring, request, Entrance.API).key();
        } catch (ApiException e) {
            throw counted(e);
        }
    }

    /// The same exception, counted by its reason.
    ApiException counted(ApiException e) {
        return switch (e.status()) {
            case 401 -> refused("credentials", e);
            case 403 -> refused(e.code().equals(Sessions.NOT_THE_PAGE) ? "site" : "role", e);
            case 429 -> refused(e.code().equals(WrongSecrets.CODE) ? "guessing" : "rate", e);
            default -> e;
        };
    }

    private boolean isAllowed(ServerRequest request, Entrance entrance) {
        InetAddress from = Requests.address(request);
        return from != null && networks.allow(entrance, from);
    }

    private Admission anybody() {
        rates.take("");
        return Admission.ANYBODY;
    }

    private Admission byKey(KeyRing ring, ServerRequest request, Entrance entrance, Right needed) {
        Session session =
                Sessions.takes(request, entrance) ? sessions.of(ring, request, needed) : null;
        Verified verified =
                session == null
                        ? verified(ring, request, entrance)
                        : new Verified(session.key(), null);
        AccessKey key = verified.key();
        if (entrance == Entrance.EVENTS
                ? !key.role().maySendEvents()
                : !key.rights().contains(needed)) {
            throw key.denied(
                    key.rights().isEmpty() || entrance == Entrance.EVENTS
                            ? ""
                            : ", and this call may " + needed.word());
        }
        rates.take(key.account());
        return new Admission(
                new Caller(key.account(), key.id(), key.rights()),
                verified.body(),
                () -> ring.hasStill(key) && (session == null || sessions.isInForce(session)));
    }

    private Verified verified(KeyRing ring, ServerRequest request, Entrance entrance) {
        SignedRequest parts = SignedRequest.of(request);
        Supplier<byte[]> form = () -> Requests.body(request);
        Credentials credentials =
                entrance == Entrance.EVENTS
                        ? Credentials.ofSender(parts, form)
                        : Credentials.of(parts, form);
        AccessKey key = ring.find(credentials.keyId());
        InetAddress from = Requests.address(request);
        wrongSecrets.check(key, from);
        BodyHash body =
                verifier.verify(
                        credentials,
                        key,
                        parts,
                        entrance,
                        form,
                        () -> wrongSecrets.count(key, from));
        return new Verified(key, body);
    }

    private ApiException refused(String reason, ApiException e) {
        refused.labelValues(reason).inc();
        return e;
    }

    @Override
    public void close() {
        if (keys != null) {
            keys.close();
        }
    }
}
