package dev.signalbox.notifier.http;

import dev.signalbox.contract.net.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/// Looks up hosts for the very connection that is about to be made, and leaves out the addresses
/// that the [Guard] refuses: a name that turns private on its second look-up is met here again.
///
/// A look-up blocks the platform thread that makes it, sometimes for seconds; so look-ups run on a
/// few threads of their own, one per name however many wait for it, and never on the carriers of
/// virtual threads.
final class GuardedResolver implements DnsResolver, AutoCloseable {
    /// Finds the addresses of a host name or a literal address; the JDK's way unless a test has
    /// another.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    /// The name service did not answer in time.
    static final class LookupTimeout extends UnknownHostException {
        private static final long serialVersionUID = 1;

        LookupTimeout(String host) {
            super(host);
        }
    }

    private static final int THREADS = 32;
    private static final int WAITING = 1_024;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    /// Digits and dots that every program reads alike: no leading zeros, no missing parts.
    private static final Pattern PLAIN =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}|.*:.*");

    private final Guard guard;
    private final Lookup lookup;
    private final Duration patience;
    private final ConcurrentHashMap<String, CompletableFuture<InetAddress[]>> underWay =
            new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    /// @param patience how long one look-up may take
    GuardedResolver(Guard guard, Lookup lookup, Duration patience) {
        this.guard = guard;
        this.lookup = lookup;
        this.patience = patience;
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        Thread.ofPlatform().name("signalbox-lookup-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// @param name in the letters that people write it in: the client knows the ASCII form and does
    ///   not use it here
    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
        String host = ascii(name);
        boolean literal = LITERAL.matcher(host).matches();
        if (literal && !PLAIN.matcher(host).matches()) {
            throw new AddressRefused("it is written in an unusual way");
        }
        InetAddress[] all = literal ? lookup.find(host) : lookUpAside(host);
        var good = new ArrayList<InetAddress>(all.length);
        String refusal = "";
        for (InetAddress address : all) {
            String what = guard.refusal(host, address);
            if (what == null) {
                good.add(address);
            } else {
                refusal = address.getHostAddress() + " is " + what;
            }
        }
        if (good.isEmpty()) {
            throw new AddressRefused(refusal);
        }
        return good.toArray(InetAddress[]::new);
    }

    private static String ascii(String name) throws UnknownHostException {
        try {
            return HostName.ascii(name);
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(name);
        }
    }

    private InetAddress[] lookUpAside(String host) throws UnknownHostException {
        var answer =
                underWay.computeIfAbsent(
                        host,
                        name -> {
                            var future = new CompletableFuture<InetAddress[]>();
                            try {
                                threads.execute(() -> lookUp(name, future));
                            } catch (RejectedExecutionException e) {
                                future.completeExceptionally(e);
                            }
                            return future;
                        });
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            underWay.remove(host, answer);
            throw e.getCause() instanceof RejectedExecutionException
                    ? new LookupTimeout(host)
                    : unanswered(host, e);
        } catch (TimeoutException e) {
            throw new LookupTimeout(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(host, e);
        }
    }

    private static UnknownHostException unanswered(String host, Exception cause) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }

    private void lookUp(String host, CompletableFuture<InetAddress[]> future) {
        try {
            InetAddress[] found = lookup.find(host);
            underWay.remove(host, future);
            future.complete(found);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.remove(host, future);
            future.completeExceptionally(e);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
