package dev.signalbox.contract.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/// JSON as Signalbox reads and writes it: a key that comes twice in one object is an error, and
/// numbers keep every digit (1.10 stays 1.10, and an integer of any length stays one).
public final class Json {
    /// Objects and arrays within one another; beyond this a text is refused.
    public static final int DEEPEST = 100;

    /// What is wrong with a number that no type holds.
    static final String HUGE_NUMBER = "a number whose exponent is too large";

    /// Strict streaming parsers and plain generators.
    public static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build();

    /// Trees and values, with the strictness of [#FACTORY]; text after the value is an error.
    public static final JsonMapper MAPPER =
            new JsonMapper.Builder(new Trees())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .nodeFactory(JsonNodeFactory.instance)
                    .build();

    private Json() {}

    /// A mapper to which a number that is too large or small for any type is a fault of the text,
    /// as others are; the parser throws what stands for a bug elsewhere.
    private static final class Trees extends JsonMapper {
        private static final long serialVersionUID = 1L;

        Trees() {
            super(FACTORY);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // so it is declared
        public <T extends TreeNode> T readTree(JsonParser parser) throws IOException {
            try {
                return super.readTree(parser);
            } catch (NumberFormatException e) {
                throw fault(parser);
            }
        }

        @Override
        protected JsonNode _readTreeAndClose(JsonParser parser) throws IOException {
            try {
                return super._readTreeAndClose(parser);
            } catch (NumberFormatException e) {
                throw fault(parser);
            }
        }

        private static JsonParseException fault(JsonParser parser) {
            String field = path(parser.getParsingContext().pathAsPointer());
            return new JsonParseException(
                    parser,
                    field.isEmpty() ? HUGE_NUMBER : field + ": is " + HUGE_NUMBER,
                    parser.currentTokenLocation());
        }

        /// `a.b[0]` for `/a/b/0`.
        private static String path(JsonPointer pointer) {
            var path = new StringBuilder();
            for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
                if (at.mayMatchElement()) {
                    path.append('[').append(at.getMatchingIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(at.getMatchingProperty());
                }
            }
            return path.toString();
        }
    }
}
