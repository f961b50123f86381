package dev.signalbox.benchmarks;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.contract.topic.Topics;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The end-to-end baseline: HTTP in, Kafka, HTTP out, with nothing between. The same HTTP server,
/// producer, broker, consumer and HTTP client as Signalbox, and no events, rules, deduplication,
/// signatures, retries or counters.
///
/// One thread polls, a virtual thread per record posts, at most [#IN_FLIGHT] at one time.
final class BareRelay implements AutoCloseable {
    private static final int IN_FLIGHT = 64;

    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final WebServer server;
    private final CloseableHttpClient http;
    private final ExecutorService posts = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final Settings settings;
    private final URI target;
    private final Thread poller;
    private volatile boolean stopping;

    private BareRelay(Settings standalone, URI target) {
        this.target = target;
        HostPort listen = HostPort.parse(standalone.kafka().bootstrapServers());
        broker = EmbeddedBroker.start(standalone.data(), listen.host(), listen.port());
        settings = standalone.withKafka(broker.bootstrapServers());
        Topics.ensure(settings);
        producer =
                new KafkaProducer<>(KafkaClients.promptProducer(settings, "bare-relay-producer"));
        http =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setMaxConnPerRoute(IN_FLIGHT)
                                        .setMaxConnTotal(IN_FLIGHT)
                                        .build())
                        .build();
        server =
                WebServer.builder()
                        .host(settings.http().address().host())
                        .port(settings.http().address().port())
                        .routing(HttpRouting.builder().post("/events", this::accept))
                        .build()
                        .start();
        poller = Thread.ofPlatform().name("bare-relay").start(this::relay);
    }

    private void accept(ServerRequest request, ServerResponse response)
            throws InterruptedException, ExecutionException {
        byte[] body = request.content().as(byte[].class);
        producer.send(new ProducerRecord<>(Topic.EVENTS.topicName(), body)).get();
        response.status(202).send();
    }

    private void relay() {
        var config = KafkaClients.consumer(settings, "bare-relay-consumer");
        config.put("group.id", "bare-relay");
        try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
            consumer.subscribe(List.of(Topic.EVENTS.topicName()));
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> item : consumer.poll(Duration.ofMillis(100))) {
                    free.acquireUninterruptibly();
                    posts.execute(() -> post(item.value()));
                }
                consumer.commitAsync();
            }
        }
    }

    private void post(byte[] body) {
        try {
            var post = new HttpPost(target);
            post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
            http.execute(
                    post,
                    response -> {
                        EntityUtils.consume(response.getEntity());
                        return response.getCode();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            free.release();
        }
    }

    @Override
    public void close() {
        server.stop();
        stopping = true;
        try {
            poller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        posts.close();
        producer.close();
        broker.close();
    }

    /// Runs the relay until the process is ended.
    ///
    /// @param arguments the URL that everything is posted to
    public static void main(String[] arguments) {
        Quiet.please();
        var relay =
                new BareRelay(Settings.forStandalone(System.getenv()), URI.create(arguments[0]));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(relay::close));
        System.out.println("ready on http://127.0.0.1:" + relay.server.port());
    }
}
