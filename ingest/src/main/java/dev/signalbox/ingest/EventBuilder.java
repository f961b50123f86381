package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.web.Caller;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds the one form of an event from what an envelope holds, in one pass: each attribute is
/// checked and written as it comes, and what is missing is added at the end.
///
/// Envelopes differ in how attributes are named and where they are, so each has a reader of its
/// own; what an event must be is said here, once. The first thing that is wrong is remembered and
/// the rest is read on, so that in a batch the next event can be read.
///
/// The form is CloudEvents 1.0 in JSON, as `io.cloudevents` reads it:
///
/// - Attributes stay as the sender wrote them, `time` and `aliyunpublishtime` among them, whatever
///   their time zone claims to be. An attribute that is null is absent.
/// - Extension attributes may be text, truth values and integers of 32 bits. What else a sender
///   puts there (larger numbers, decimals, objects, arrays) becomes the text of its JSON.
/// - `data` stays byte for byte. Where the content type is not JSON to `io.cloudevents`, data that
///   is no text goes into `data_base64`.
/// - `aliyunaccountid`, `aliyuneventbusname` and `aliyunpublishtime` are added where absent, and
///   `uncatalogued` where the catalog does not know the type.
final class EventBuilder {
    private static final String ACCOUNT = "aliyunaccountid";
    private static final String BUS = "aliyuneventbusname";
    private static final String PUBLISH_TIME = "aliyunpublishtime";
    private static final String UNCATALOGUED = "uncatalogued";
    private static final String INVALID = "InvalidEvent";
    private static final String TOO_LARGE = "EventTooLarge";

    private final EventPolicy policy;
    private final Caller caller;
    private final JsonWriter out;
    private final EventData data;

    private @Nullable String specVersion;
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private @Nullable String account;
    private @Nullable String bus;
    private @Nullable String contentType;
    private boolean hasPublishTime;
    private @Nullable Set<String> names;
    private Parsed.@Nullable Invalid problem;

    /// @param estimate how many bytes the event will have, about
    EventBuilder(EventPolicy policy, Caller caller, int estimate) {
        this.policy = policy;
        this.caller = caller;
        out = new JsonWriter(estimate + 256);
        data = new EventData(out, this::invalid);
        out.ascii("{\"specversion\":\"1.0\"");
    }

    /// An attribute whose value the parser is at.
    void attribute(String name, JsonParser parser, byte[] bytes) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case VALUE_STRING -> attribute(name, parser.getText());
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> extension(name, parser.getText(), true);
            case VALUE_NUMBER_INT -> {
                JsonSlice number = JsonSlice.read(parser, bytes, null);
                extension(name, number.text(), parser.getNumberType() == JsonParser.NumberType.INT);
            }
            default -> extension(name, JsonSlice.read(parser, bytes, null).text(), false);
        }
    }

    /// An attribute that is text.
    void attribute(String name, String value) {
        switch (name) {
            case "specversion" -> specVersion = value;
            case "id" -> id = required(name, value, policy.limits().idLength());
            case "source" -> {
                source = required(name, value, policy.limits().sourceLength());
                checkUri(name, value);
            }
            case "type" -> type = required(name, value, policy.limits().typeLength());
            case "subject" -> optional(name, value, policy.limits().subjectLength());
            case "time" -> {
                optional(name, value, policy.limits().extensionLength());
                if (!Rfc3339.isTime(value)) {
                    invalid("time: '" + shortened(value) + "' is no RFC 3339 time");
                }
            }
            case "dataschema" -> {
                optional(name, value, policy.limits().extensionLength());
                checkUri(name, value);
            }
            case "datacontenttype" -> {
                contentType = value;
                optional(name, value, policy.limits().extensionLength());
            }
            default -> extension(name, value);
        }
    }

    /// The type of an event whose envelope has a code that the catalog does not know.
    ///
    /// @param name what the envelope calls the code
    void unknownType(String name, String prefix, String code) {
        int most = policy.limits().typeLength() - prefix.length();
        if (code.length() > most) {
            invalid(name + ": has " + code.length() + " characters, at most " + most + " may be");
        }
        attribute("type", prefix + code);
    }

    private void extension(String name, String value) {
        switch (name) {
            case ACCOUNT -> account = value;
            case BUS -> bus = value;
            case PUBLISH_TIME -> {
                hasPublishTime = true;
                optional(name, value, policy.limits().extensionLength());
            }
            case UNCATALOGUED -> {}
            default -> {
                checkName(name);
                optional(name, value, policy.limits().extensionLength());
            }
        }
    }

    /// An attribute that is no text.
    private void extension(String name, String json, boolean asItIs) {
        switch (name) {
            case "specversion",
                    "id",
                    "source",
                    "type",
                    "subject",
                    "time",
                    "dataschema",
                    "datacontenttype" ->
                    invalid(name + ": must be text");
            default -> {
                if (asItIs && !name.startsWith("aliyun") && !name.equals(UNCATALOGUED)) {
                    checkName(name);
                    out.raw(',').string(name).raw(':').ascii(json);
                } else {
                    extension(name, json);
                }
            }
        }
    }

    /// An attribute under a name of another envelope: in lower case, and without what attribute
    /// names may not hold.
    void foreignAttribute(String name, JsonParser parser, byte[] bytes) throws IOException {
        String folded = fold(name);
        switch (folded) {
            case "", "specversion", "id", "source", "type", "data", "datacontenttype" ->
                    invalid(name + ": cannot be kept as an attribute '" + folded + "'");
            default -> {
                Set<String> seen = names == null ? new HashSet<>() : names;
                names = seen;
                if (!seen.add(folded)) {
                    invalid(name + ": there are two attributes '" + folded + "'");
                } else {
                    attribute(folded, parser, bytes);
                    return;
                }
            }
        }
        JsonSlice.read(parser, bytes, null);
    }

    /// Its data.
    EventData data() {
        return data;
    }

    /// How long the event is as it was received.
    void checkSize(long bytes) {
        if (bytes > policy.limits().eventBytes()) {
            invalid(
                    413,
                    TOO_LARGE,
                    "the event has "
                            + bytes
                            + " bytes, at most "
                            + policy.limits().eventBytes()
                            + " may be");
        }
    }

    /// Something is wrong with the event. The sender gets the first problem.
    void invalid(String message) {
        invalid(400, INVALID, message);
    }

    private void invalid(int status, String code, String message) {
        if (problem == null) {
            problem = new Parsed.Invalid(null, status, code, message);
        }
    }

    /// The event, when there is nothing more to come.
    Parsed build() {
        if (specVersion == null) {
            invalid("specversion: is missing");
        } else if (!specVersion.equals("1.0")) {
            invalid("specversion: '" + shortened(specVersion) + "' is not 1.0");
        }
        String knownId = known("id", id);
        String knownSource = known("source", source);
        String knownType = known("type", type);
        String owner = policy.account(account, caller, data.tenantId());
        if (!Names.isAccount(owner)) {
            invalid(ACCOUNT + ": '" + shortened(owner) + "' is not " + Names.ACCOUNTS);
        }
        if (!caller.mayActFor(owner)) {
            invalid(403, "AccessDenied", ACCOUNT + ": " + caller.denial(shortened(owner)));
        }
        String on = bus == null ? Bus.DEFAULT : bus;
        if (problem == null && !policy.busExists(owner, on)) {
            invalid(404, "EventBusNotExist", "The event bus [" + shortened(on) + "] not existed!");
        }
        Parsed.Invalid wrong = problem;
        if (wrong != null) {
            return new Parsed.Invalid(id, wrong.status(), wrong.code(), wrong.message());
        }
        write(ACCOUNT, owner);
        write(BUS, on);
        if (!hasPublishTime) {
            write(PUBLISH_TIME, Rfc3339.format(policy.clock().instant()));
        }
        if (!policy.isCatalogued(knownType)) {
            out.ascii(",\"" + UNCATALOGUED + "\":true");
        }
        data.write(contentType);
        byte[] json = out.raw('}').toByteArray();
        int most = policy.limits().keptEventBytes();
        if (json.length > most) {
            return new Parsed.Invalid(
                    id,
                    413,
                    TOO_LARGE,
                    "the event would be kept in %d bytes, at most %d may be"
                            .formatted(json.length, most));
        }
        return new Parsed.Valid(
                new Event(new EventKey(owner, on, knownId), knownSource, knownType, json));
    }

    private String known(String name, @Nullable String value) {
        if (value == null) {
            invalid(name + ": is missing");
            return "";
        }
        return value;
    }

    private String required(String name, String value, int most) {
        if (value.isEmpty()) {
            invalid(name + ": is empty");
        }
        optional(name, value, most);
        return value;
    }

    private void optional(String name, String value, int most) {
        if (value.length() > most) {
            invalid(name + ": has " + value.length() + " characters, at most " + most + " may be");
        } else if (!AttributeSyntax.isValid(value)) {
            invalid(name + ": holds a control character or half of a character");
        } else {
            write(name, value);
        }
    }

    private void write(String name, String value) {
        out.raw(',').raw('"').ascii(name).raw('"').raw(':').string(value);
    }

    private void checkName(String name) {
        if (!AttributeSyntax.isName(name)) {
            invalid("'" + shortened(name) + "': an attribute's name is made of a to z and 0 to 9");
        }
    }

    private void checkUri(String name, String value) {
        if (!AttributeSyntax.isUriReference(value)) {
            invalid(name + ": '" + shortened(value) + "' is no URI reference");
        }
    }

    private static String fold(String name) {
        var folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = Character.toLowerCase(name.charAt(i));
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                folded.append(c);
            }
        }
        return folded.toString();
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
