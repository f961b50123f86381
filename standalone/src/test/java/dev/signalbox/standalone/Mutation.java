package dev.signalbox.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A way to spoil bytes: JSON by its members and values, anything else byte by byte.
final class Mutation {
    /// What replaces a value of JSON, each where some parser has failed before.
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0.1",
                    "1e99999999910",
                    "-1e-99999999910",
                    "9223372036854775808",
                    "1" + "0".repeat(2000),
                    "NaN",
                    "\"\"",
                    "\" \"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"甲\\r\\nx: y\"",
                    "\"" + "x".repeat(70_000) + "\"",
                    "\"../../x\"",
                    "\"9999-99-99T99:99:99Z\"",
                    "\"%\"",
                    "\"${x}$.a..b\"",
                    "{}",
                    "[]",
                    "[null]",
                    "{\"\": {}}",
                    "[".repeat(3000) + "]".repeat(3000),
                    "{\"a\":".repeat(1500) + "1" + "}".repeat(1500),
                    "/* x */ 1",
                    "'x'");

    private static final List<byte[]> BYTES =
            List.of(
                    new byte[] {0},
                    new byte[] {(byte) 0xff, (byte) 0xfe},
                    new byte[] {(byte) 0xc0, (byte) 0x80},
                    new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                    "\r\n".getBytes(UTF_8),
                    "\"".getBytes(UTF_8),
                    "\\".getBytes(UTF_8),
                    "{[,:]}".getBytes(UTF_8),
                    "%00%ff".getBytes(UTF_8),
                    "甲".getBytes(UTF_8),
                    new byte[5000]);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RandomGenerator random;

    Mutation(RandomGenerator random) {
        this.random = random;
    }

    /// These bytes, spoiled in one or a few places.
    byte[] of(byte[] bytes) {
        byte[] spoiled = bytes;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            spoiled = random.nextInt(4) == 0 ? bytesOf(spoiled) : valuesOf(spoiled);
        }
        return spoiled;
    }

    /// This text, spoiled byte by byte.
    String of(String text) {
        return new String(bytesOf(text.getBytes(UTF_8)), UTF_8);
    }

    private byte[] bytesOf(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + random.nextInt(1, 16));
        return switch (random.nextInt(5)) {
            case 0 -> join(bytes, at, BYTES.get(random.nextInt(BYTES.size())), at);
            case 1 -> join(bytes, at, new byte[0], end);
            case 2 -> join(bytes, at, new byte[0], bytes.length);
            case 3 -> join(bytes, end, bytes, at);
            default -> join(bytes, at, new byte[] {(byte) random.nextInt()}, Math.min(end, at + 1));
        };
    }

    /// The bytes before the one place, other bytes, the bytes from the other place on.
    private static byte[] join(byte[] bytes, int before, byte[] between, int from) {
        var joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, before);
        joined.writeBytes(between);
        joined.write(bytes, from, bytes.length - from);
        return joined.toByteArray();
    }

    private byte[] valuesOf(byte[] bytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException | NumberFormatException e) {
            return bytesOf(bytes);
        }
        var inner = new ArrayList<JsonNode>();
        collect(root, inner);
        if (inner.isEmpty()) {
            return VALUES.get(random.nextInt(VALUES.size())).getBytes(UTF_8);
        }
        // The value goes in as text, since most of these values no tree can hold.
        String mark = "mark-" + random.nextLong();
        JsonNode parent = inner.get(random.nextInt(inner.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        switch (parent) {
            case ObjectNode object -> {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                switch (random.nextInt(4)) {
                    case 0 -> object.remove(name);
                    case 1 -> {
                        object.put("mark", mark); // the same member twice
                        return object(root, mark, "\"%s\": %s".formatted(name, value));
                    }
                    default -> object.put(name, mark);
                }
            }
            case ArrayNode array -> array.set(random.nextInt(array.size()), mark);
            default -> throw new IllegalStateException("only objects and arrays are collected");
        }
        return root.toString().replace("\"" + mark + "\"", value).getBytes(UTF_8);
    }

    private static byte[] object(JsonNode root, String mark, String member) {
        return root.toString().replace("\"mark\":\"" + mark + "\"", member).getBytes(UTF_8);
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode() && !node.isEmpty()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }
}
