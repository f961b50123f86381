package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Requests of all doors and API paths, spoiled in one or a few places.
final class HostileRequests {
    private static final String JSON = "application/json";
    private static final String EVENT =
            """
            {"specversion": "1.0", "id": "f1", "source": "acs.dataworks", "subject": "s",
             "type": "dataworks:FileChange:CommitFile", "time": "2026-11-21T04:00:00.000Z",
             "datacontenttype": "application/json", "aliyunaccountid": "100", "traceparent": "00-1-2-03",
             "data": {"eventCode": "commit-file", "projectId": 1, "operator": "11", "tags": ["a", 1.5, null]}}\
            """;

    private static final String RULE =
            """
            {"description": "d", "enabled": true,
             "pattern": {"source": ["acs.dataworks", {"prefix": "acs."}],
               "data": {"projectId": [{"numeric": [">", 0, "<=", 5.5]}], "ip": [{"cidr": "10.0.0.0/8"}],
                        "a": [{"anything-but": ["x", 1]}], "b": [{"exists": false}], "c": [null, {"suffix": "z"}]}},
             "targets": [
               {"id": "hook", "type": "http", "url": "http://127.0.0.1:9/hook", "concurrency": 2, "ratePerMinute": 5,
                "retry": "BACKOFF_RETRY", "deadLetter": true,
                "transform": {"form": "TEMPLATE", "value": {"t": "$.type"}, "template": "it is ${t}"}},
               {"id": "ding", "type": "dingtalk", "signingKey": "SEC1",
                "url": "https://oapi.dingtalk.com/robot/send?access_token=t"},
               {"id": "mail", "type": "email", "contacts": ["ops@example.com"]},
               {"id": "night", "type": "sms", "contacts": ["+8613800000000"], "template": "SMS_1"}]}\
            """;

    private static final List<Request> VALID =
            List.of(
                    new Request("POST", "/events", "application/cloudevents+json", EVENT),
                    new Request(
                            "POST",
                            "/events",
                            "application/cloudevents-batch+json",
                            "[" + EVENT + "," + EVENT + "]"),
                    new Request(
                            "POST",
                            "/events",
                            List.of(
                                    "content-type: application/json",
                                    "ce-specversion: 1.0",
                                    "ce-id: f2",
                                    "ce-source: my.app",
                                    "ce-type: t",
                                    "ce-time: 2026-11-21T04:00:00Z",
                                    "ce-mine: %E7%94%B2"),
                            "{\"a\": 1}"),
                    new Request(
                            "OPTIONS",
                            "/events",
                            List.of(
                                    "webhook-request-origin: example.com",
                                    "webhook-request-rate: 5"),
                            ""),
                    new Request(
                            "POST",
                            "/openapi/putEvents",
                            "application/cloudevents-batch+json",
                            "[" + EVENT + "]"),
                    new Request(
                            "POST",
                            "/api/v1/workspaces/action/acceptdataworksevent",
                            JSON,
                            "{\"MessageId\": \"m1\", \"Data\": {\"eventCode\": \"commit-file\","
                                    + " \"projectId\": 1, \"tenantId\": 28378}}"),
                    new Request(
                            "POST",
                            "/extensions/events",
                            JSON,
                            """
                            {"messageId": "x1", "messageBody": {"projectId": 1, "tenantId": 2},
                             "eventType": "commit-file", "eventCategoryType": "resources-change",
                             "extensionBizId": "job_1", "blockBusiness": true}\
                            """),
                    new Request(
                            "POST",
                            "/?Action=CreateRule&Version=2020-04-01",
                            "application/x-www-form-urlencoded",
                            "EventBusName=default&RuleName=r&FilterPattern=%7B%7D"),
                    new Request(
                            "POST",
                            "/?Action=ListRules&Version=2020-04-01&EventBusName=default&Limit=5",
                            "",
                            ""),
                    openapi("createEventBus", "{\"EventBusName\": \"fuzzed\"}"),
                    openapi("listEventBuses", "{\"Limit\": 10, \"NextToken\": \"0\"}"),
                    openapi(
                            "createRule",
                            """
                            {"EventBusName": "default", "RuleName": "by-openapi", "FilterPattern": "{\\"source\\": [\\"a\\"]}",
                             "Targets": [{"Id": "1", "Type": "http", "Endpoint": "http://127.0.0.1:9/x",
                               "PushRetryStrategy": "BACKOFF_RETRY", "ParamList": [
                                 {"ResourceKey": "URL", "Form": "CONSTANT", "Value": "http://127.0.0.1:9/x"},
                                 {"ResourceKey": "Body", "Form": "TEMPLATE", "Value": "{\\"a\\": \\"$.id\\"}",
                                  "Template": "${a}"}]}]}\
                            """),
                    openapi(
                            "listRules",
                            "{\"EventBusName\": \"default\", \"RuleNamePrefix\": \"r\"}"),
                    openapi("deleteRule", "{\"EventBusName\": \"default\", \"RuleName\": \"r\"}"),
                    openapi(
                            "createTargets",
                            """
                            {"EventBusName": "default", "RuleName": "r", "Targets": [
                              {"Id": "2", "Type": "acs.dingtalk", "Endpoint": "https://oapi.dingtalk.com/robot/send"}]}\
                            """),
                    openapi(
                            "testEventPattern",
                            "{\"Event\": \"{\\\"id\\\": \\\"1\\\"}\", \"EventPattern\": \"{\\\"id\\\": [\\\"1\\\"]}\"}"),
                    openapi(
                            "queryEventsByPeriod",
                            "{\"EventBusName\": \"default\", \"StartTime\": 1795900000000, \"EndTime\": 1795990000000, \"Limit\": 5}"),
                    openapi(
                            "queryEventByEventId",
                            "{\"EventBusName\": \"default\", \"EventId\": \"f1\"}"),
                    openapi(
                            "queryEventTraces",
                            "{\"EventBusName\": \"default\", \"EventId\": \"f1\"}"),
                    new Request("GET", "/api/buses?account=100", "", ""),
                    new Request("PUT", "/api/buses/fuzzed", JSON, "{\"description\": \"d\"}"),
                    new Request("GET", "/api/buses/default/rules?account=100", "", ""),
                    new Request("PUT", "/api/buses/default/rules/fuzzed", JSON, RULE),
                    new Request("PUT", "/api/buses/default/rules/fuzzed?dryRun=true", JSON, RULE),
                    new Request("POST", "/api/buses/default/rules/fuzzed/disable", JSON, ""),
                    new Request("DELETE", "/api/buses/default/rules/fuzzed", "", ""),
                    new Request(
                            "POST",
                            "/api/buses/default/rules/fuzzed/targets/ding/enable",
                            JSON,
                            ""),
                    new Request(
                            "POST",
                            "/api/patterns/test",
                            JSON,
                            "{\"pattern\": {\"data\": {\"projectId\": [{\"numeric\": [\">\", 0]}]}},"
                                    + " \"event\": "
                                    + EVENT
                                    + "}"),
                    new Request("PUT", "/api/quotas", JSON, "{\"targetsPerRule\": 5}"),
                    new Request("GET", "/api/usage?month=2026-11", "", ""),
                    new Request("GET", "/api/targets?account=100", "", ""),
                    new Request(
                            "GET", "/api/deliveries?rule=r&target=t&status=dead&limit=2", "", ""),
                    new Request("GET", "/api/dead-letters?state=all&limit=2", "", ""),
                    new Request(
                            "POST",
                            "/api/dead-letters/redrive",
                            JSON,
                            "{\"rule\": \"r\", \"limit\": 3}"),
                    new Request("GET", "/api/catalog", "", ""),
                    new Request("GET", "/health/ready", "", ""),
                    new Request("GET", "/metrics", "", ""));

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "DE;LETE");

    private static final List<String> HEADERS =
            List.of(
                    "content-encoding: gzip",
                    "content-type: text/plain; charset=utf-16",
                    "content-type: ;",
                    "expect: 100-continue",
                    "accept: */*;q=x",
                    "accept-encoding: gzip;q=9",
                    "if-match: \"x\"",
                    "authorization: Basic %%%",
                    "authorization: acs:a:b",
                    "authorization: ACS3-HMAC-SHA256 Credential=",
                    "date: yesterday",
                    "cookie: a=b; ;;",
                    "ce-data: x",
                    "ce-id: \u0080",
                    "ce-time: now",
                    "x-forwarded-for: 1.2.3.4",
                    "webhook-request-callback: http://127.0.0.1:9/",
                    "range: bytes=0-",
                    "connection: upgrade",
                    "upgrade: websocket");

    private final RandomGenerator random;
    private final Mutation mutation;

    HostileRequests(RandomGenerator random) {
        this.random = random;
        this.mutation = new Mutation(random);
    }

    /// A request before it is written.
    ///
    /// @param headers each with its value, without `Host` and `Content-Length`
    @SuppressWarnings("ArrayRecordComponent") // requests are never compared
    record Request(String method, String path, List<String> headers, byte[] body) {
        Request(String method, String path, List<String> headers, String body) {
            this(method, path, headers, body.getBytes(UTF_8));
        }

        Request(String method, String path, String contentType, String body) {
            this(
                    method,
                    path,
                    contentType.isEmpty() ? List.of() : List.of("content-type: " + contentType),
                    body);
        }

        /// The bytes of the request, to a server at that host and port.
        byte[] toBytes(String authority) {
            var head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
            head.append("host: ").append(authority).append("\r\nconnection: close\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            head.append("content-length: ").append(body.length).append("\r\n\r\n");
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.toString().getBytes(UTF_8));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }

    private static Request openapi(String operation, String body) {
        return new Request("POST", "/openapi/" + operation, JSON, body);
    }

    /// The requests as they are right.
    static List<Request> valid() {
        return VALID;
    }

    /// The next request.
    Request next() {
        Request right = VALID.get(random.nextInt(VALID.size()));
        String method = right.method();
        String path = right.path();
        var headers = new ArrayList<>(right.headers());
        byte[] body = right.body();
        if (body.length > 0 && random.nextInt(10) < 7) {
            body = mutation.of(body);
        } else {
            path = pathOf(path);
        }
        if (random.nextInt(5) == 0) {
            headers.add(HEADERS.get(random.nextInt(HEADERS.size())));
        }
        if (random.nextInt(5) == 0 && !headers.isEmpty()) {
            int i = random.nextInt(headers.size());
            headers.set(i, mutation.of(headers.get(i)).replaceAll("[\\r\\n]", ""));
        }
        if (random.nextInt(12) == 0) {
            method = METHODS.get(random.nextInt(METHODS.size()));
        }
        return new Request(method, path, headers, body);
    }

    /// A path or one of its query's values, spoiled. It remains one word without line ends: what a
    /// broken request line does is not asked here, since it may end the connection at once.
    private String pathOf(String path) {
        int value = path.lastIndexOf('=');
        String start = value > 0 && random.nextBoolean() ? path.substring(0, value + 1) : "/";
        return start
                + mutation.of(path.substring(start.length())).replaceAll("[\\s\\x00-\\x1f]", "");
    }
}
