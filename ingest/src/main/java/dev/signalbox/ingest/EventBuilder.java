package dev.signalbox.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.contract.account.Names;
import dev.signalbox.contract.event.EventKey;
import dev.signalbox.contract.rule.Bus;
import dev.signalbox.web.Caller;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds the one form of an event from what an envelope holds, in one pass: each attribute is
/// checked and written as it comes, and what is missing is added at the end.
///
/// Envelopes differ in how attributes are named and where they are, so each has a reader of its
/// own; what an event must be is said here, once. The first thing that is wrong is remembered and
/// the rest is read on, so that in a batch the next event can be read.
///
/// The form is CloudEvents 1.0 in JSON, with no member twice:
///
/// - Attributes stay as the sender wrote them, `time` and `aliyunpublishtime` among them, whatever
///   their time zone claims to be. An attribute that is null is absent, and so is a
///   `datacontenttype` without a type.
/// - Extension attributes may be text, truth values and integers of 32 bits. What else a sender
///   puts there (larger numbers, decimals, objects, arrays) becomes the text of its JSON.
/// - `data` stays byte for byte. Where the content type is not JSON, data that is no text goes into
///   `data_base64`.
/// - `aliyunaccountid`, `aliyuneventbusname` and `aliyunpublishtime` are added where absent, and
///   `uncatalogued` where the catalog does not know the type.
final class EventBuilder {
    static final String ACCOUNT = "aliyunaccountid";
    static final String BUS = "aliyuneventbusname";
    private static final String PUBLISH_TIME = "aliyunpublishtime";
    static final String UNCATALOGUED = "uncatalogued";
    private static final String INVALID = "InvalidEvent";
    private static final String TOO_LARGE = "EventTooLarge";

    /// The attributes of CloudEvents, whose values are text.
    private static final Set<String> CONTEXT =
            Set.of(
                    "specversion",
                    "id",
                    "source",
                    "type",
                    "subject",
                    "time",
                    "dataschema",
                    "datacontenttype");

    private final EventPolicy policy;
    private final Caller caller;
    private final FieldNames names;
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
    private @Nullable String idScope;
    private Parsed.@Nullable Invalid problem;

    /// @param names how the sender writes the attributes
    /// @param estimate how many bytes the event will have, about
    EventBuilder(EventPolicy policy, Caller caller, FieldNames names, int estimate) {
        this.policy = policy;
        this.caller = caller;
        this.names = names;
        out = new JsonWriter(estimate + 256);
        data = new EventData(out, this::invalid);
        out.ascii("{\"specversion\":\"1.0\"");
    }

    /// Whether it is an attribute with a meaning of its own.
    static boolean isKnown(String name) {
        return CONTEXT.contains(name) || isAddress(name) || name.equals(PUBLISH_TIME);
    }

    /// Whether it is an attribute that says where the event goes.
    static boolean isAddress(String name) {
        return name.equals(ACCOUNT) || name.equals(BUS);
    }

    /// An attribute whose value the parser is at.
    void attribute(String name, JsonParser parser, byte[] bytes) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case VALUE_STRING -> attribute(name, parser.getText());
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> extension(name, parser.getText(), true);
            case VALUE_NUMBER_INT -> {
                JsonSlice number = JsonSlice.pass(parser, bytes);
                extension(name, number.text(), parser.getNumberType() == JsonParser.NumberType.INT);
            }
            default -> extension(name, JsonSlice.pass(parser, bytes).text(), false);
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
                    invalid(names.of(name) + ": '" + shortened(value) + "' is no RFC 3339 time");
                }
            }
            case "dataschema" -> {
                optional(name, value, policy.limits().extensionLength());
                checkUri(name, value);
            }
            case "datacontenttype" -> {
                if (!value.isBlank()) {
                    contentType = value;
                    optional(name, value, policy.limits().extensionLength());
                }
            }
            default -> extension(name, value);
        }
    }

    /// The scope in which the event's id is unique; its source if this is not called.
    void idScope(String scope) {
        idScope = scope;
    }

    /// The type of an event whose envelope has a code that the catalog does not know.
    void unknownType(String prefix, String code) {
        int most = policy.limits().typeLength() - prefix.length();
        if (code.length() > most) {
            tooLong("type", code, most);
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
    ///
    /// @param asItIs whether an extension attribute keeps its JSON; otherwise it becomes text
    void extension(String name, String json, boolean asItIs) {
        if (CONTEXT.contains(name)) {
            invalid(names.of(name) + ": must be text");
        } else if (asItIs && !name.startsWith("aliyun") && !name.equals(UNCATALOGUED)) {
            checkName(name);
            out.raw(',').string(name).raw(':').ascii(json);
        } else {
            extension(name, json);
        }
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
            invalid(names.of("specversion") + ": is missing");
        } else if (!specVersion.equals("1.0")) {
            invalid(names.of("specversion") + ": '" + shortened(specVersion) + "' is not 1.0");
        }
        String knownId = known("id", id);
        String knownSource = known("source", source);
        String knownType = known("type", type);
        String owner = policy.account(account, caller, data.tenantId());
        if (!Names.isAccount(owner)) {
            invalid(names.of(ACCOUNT) + ": '" + shortened(owner) + "' is not " + Names.ACCOUNTS);
        }
        if (!caller.mayActFor(owner)) {
            invalid(
                    403,
                    "AccessDenied",
                    names.of(ACCOUNT) + ": " + caller.denial(shortened(owner)));
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
                new Event(
                        new EventKey(owner, on, knownId),
                        idScope == null ? knownSource : idScope,
                        knownSource,
                        knownType,
                        json));
    }

    private String known(String name, @Nullable String value) {
        if (value == null) {
            invalid(names.of(name) + ": is missing");
            return "";
        }
        return value;
    }

    private String required(String name, String value, int most) {
        if (value.isEmpty()) {
            invalid(names.of(name) + ": is empty");
        }
        optional(name, value, most);
        return value;
    }

    private void optional(String name, String value, int most) {
        if (value.length() > most) {
            tooLong(name, value, most);
        } else if (!AttributeSyntax.isValid(value)) {
            invalid(names.of(name) + ": holds a control character or half of a character");
        } else {
            write(name, value);
        }
    }

    private void tooLong(String name, String text, int most) {
        invalid(
                "%s: has %d characters, at most %d may be"
                        .formatted(names.of(name), text.length(), most));
    }

    private void write(String name, String value) {
        out.raw(',').raw('"').ascii(name).raw('"').raw(':').string(value);
    }

    private void checkName(String name) {
        if (!AttributeSyntax.isName(name)) {
            String called = shortened(names.of(name));
            invalid(
                    name.equals("data")
                            ? called + ": data is not an attribute, it is the body"
                            : "'" + called + "': an attribute's name is made of a to z and 0 to 9");
        }
    }

    private void checkUri(String name, String value) {
        if (!AttributeSyntax.isUriReference(value)) {
            invalid(names.of(name) + ": '" + shortened(value) + "' is no URI reference");
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
