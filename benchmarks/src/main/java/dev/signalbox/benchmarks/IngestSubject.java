package dev.signalbox.benchmarks;

import dev.signalbox.contract.net.HostPort;
import dev.signalbox.contract.room.RoomContext;
import dev.signalbox.contract.settings.Settings;
import dev.signalbox.contract.topic.KafkaClients;
import dev.signalbox.contract.topic.Topic;
import dev.signalbox.ingest.Ingest;
import dev.signalbox.standalone.broker.EmbeddedBroker;
import dev.signalbox.web.HttpServer;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The ingest room and, beside it on the same broker in the same process, a bare Helidon handler
/// that only produces the body to Kafka. Prints both addresses.
final class IngestSubject {
    private IngestSubject() {}

    /// Serves both until the process is ended.
    ///
    /// @param arguments one that is not looked at
    public static void main(String[] arguments) {
        Quiet.please();
        Settings settings = Settings.forStandalone(System.getenv());
        HostPort kafka = HostPort.parse(settings.kafka().bootstrapServers());
        EmbeddedBroker broker = EmbeddedBroker.start(settings.data(), kafka.host(), kafka.port());
        RoomContext context = RoomContext.open(settings.withKafka(broker.bootstrapServers()));
        Ingest ingest = Ingest.start(context);
        HttpServer server =
                HttpServer.open(
                        settings.http().address(),
                        settings.limits(),
                        context.metrics(),
                        List::of,
                        List.of(ingest.routes()));
        var producer = bareProducer(context.settings());
        WebServer bare =
                WebServer.builder()
                        .host(settings.http().address().host())
                        .port(0)
                        .routing(
                                HttpRouting.builder()
                                        .post(
                                                "/events",
                                                (request, response) ->
                                                        produce(producer, request, response)))
                        .build()
                        .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(broker::close));
        System.out.println("bare=" + bare.port() + " http://127.0.0.1:" + server.port());
    }

    private static KafkaProducer<byte[], byte[]> bareProducer(Settings settings) {
        return new KafkaProducer<>(KafkaClients.promptProducer(settings, "bare-producer"));
    }

    private static void produce(
            KafkaProducer<byte[], byte[]> producer, ServerRequest request, ServerResponse response)
            throws InterruptedException, ExecutionException {
        byte[] body = request.content().as(byte[].class);
        producer.send(new ProducerRecord<>(Topic.EVENTS.topicName(), body)).get();
        response.status(202).send();
    }
}
