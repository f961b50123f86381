package dev.signalbox.notifier.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.notifier.http.HttpUrl;
import dev.signalbox.notifier.message.Fact;
import dev.signalbox.notifier.message.Message;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever an event holds, what people see of it is text: no markup, no mention, no link.
class HostileTextTest {
    private static final String URL = "https://robots.example.com/send?key=abcdef";
    private static final List<String> MARKUP =
            List.of(
                    "<@all>",
                    "@all",
                    "@13800000000",
                    "<at user_id=\"all\">all</at>",
                    "[click](https://evil.example/)",
                    "![x](http://evil.example/x.png)",
                    "https://evil.example/",
                    "<font color=\"warning\">",
                    "<script>",
                    "&lt;@all&gt;",
                    "**bold**",
                    "_lean_",
                    "~~gone~~",
                    "`code`",
                    "```\n",
                    "\n# head",
                    "\r\n> quote",
                    "\n- item",
                    "\u2028---\n",
                    "\\",
                    "](",
                    ")",
                    "\"",
                    "{{x}}",
                    "\u202Eesrever",
                    "\u0000",
                    "\uD83D",
                    "😀",
                    "值");

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.of(MARKUP).list().ofMaxSize(20).map(parts -> String.join("", parts)),
                Arbitraries.strings().ofMaxLength(400));
    }

    @Provide
    Arbitrary<URI> links() {
        return Arbitraries.of(
                        "https://ok.example/a(b)c[1]",
                        "https://ok.example/*~'@all",
                        "http://ok.example/?a=b&c=%5D(x)",
                        "https://ok.example/汉字")
                .map(text -> URI.create(text.replace("[", "%5B").replace("]", "%5D")));
    }

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<Fact> fact = Combinators.combine(hostile(), hostile()).as(Fact::new);
        return Combinators.combine(
                        hostile(),
                        fact.list().ofMaxSize(30),
                        fact.list().ofMaxSize(5),
                        links().injectNull(0.5),
                        hostile().list().ofMaxSize(200))
                .as(Message::new);
    }

    private static @Nullable String linkLine(Message message, String rendered) {
        if (message.link() == null) {
            return null;
        }
        int start = rendered.lastIndexOf("\n[");
        return rendered.substring(start, rendered.indexOf('\n', start + 1) + 1);
    }

    private static void isPlain(Message message, String rendered, String bullet) {
        String linkLine = linkLine(message, rendered);
        String text = linkLine == null ? rendered : rendered.replace(linkLine, "");
        if (linkLine != null) {
            assertThat(linkLine)
                    .matches(
                            "\n\\[Open ok\\.example]\\(https?://ok\\.example/[^()\\[\\]<>*@~` ]*\\)\n");
        }
        List<String> lines = new ArrayList<>(text.lines().toList());
        assertThat(lines.removeFirst()).startsWith("### ").doesNotContain("**");
        for (String line : lines) {
            if (!line.isEmpty()) {
                assertThat(line).startsWith(bullet + "**");
                String rest = line.substring(bullet.length() + 2);
                assertThat(rest.indexOf(":** ")).isEqualTo(rest.indexOf("**") - 1);
                assertThat(rest.replaceFirst(":\\*\\* ", "")).doesNotContain("*");
            }
        }
        assertThat(text.replace(bullet, ""))
                .doesNotContainPattern("[\\\\`\\[\\]<>~@&]|://|[\\p{Cc}\\p{Cf}&&[^\\n]]");
    }

    private static void isWithin(int bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(utf8.length).isLessThanOrEqualTo(bytes);
        assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Property
    void markdownForDingtalkHoldsNothingOfTheEventButText(@ForAll("messages") Message message) {
        var robot = new DingtalkRobot(HttpUrl.parse(URL), "");
        JsonNode json = robot.message(message);
        isWithin(20_000, json.toString());
        isPlain(message, json.at("/markdown/text").asText(), "- ");
        assertThat(json.at("/markdown/title").asText()).doesNotContainPattern("[<>\\[\\]@\\n]");
    }

    @Property
    void markdownForWecomHoldsNothingOfTheEventButText(@ForAll("messages") Message message) {
        var robot = new WecomRobot(HttpUrl.parse(URL));
        String content = robot.message(message).at("/markdown/content").asText();
        isWithin(4_096, content);
        assertThat(content).doesNotContain("<", "@");
    }

    @Property
    void aPostForLarkHoldsNothingOfTheEventButText(@ForAll("messages") Message message) {
        var robot = new LarkRobot(HttpUrl.parse(URL), "key");
        JsonNode json = robot.message(message);
        isWithin(19_800, json.toString());
        JsonNode lines = json.at("/content/post/zh_cn/content");
        int links = 0;
        for (JsonNode line : lines) {
            assertThat(line).hasSize(1);
            JsonNode part = line.get(0);
            if (part.path("tag").asText().equals("a")) {
                links++;
                assertThat(part.path("href").asText()).startsWith("http");
            } else {
                assertThat(part.path("tag").asText()).isEqualTo("text");
                assertThat(part.path("text").asText()).doesNotContain("<", "\n");
            }
        }
        assertThat(links).isEqualTo(message.link() == null ? 0 : 1);
    }

    @Property
    void aTextIsCutBetweenTwoCharacters(@ForAll("hostile") String text) {
        String sent =
                new WecomRobot(HttpUrl.parse(URL))
                        .text(text.repeat(20).replaceAll("\\p{Cs}", "?"))
                        .at("/text/content")
                        .asText();
        isWithin(2_048, sent);
    }

    @Test
    void namesKeepTheirUnderscores() {
        assertThat(ChatMarkdown.plain("ods_orders_2.sql _x_ __init__"))
                .isEqualTo("ods_orders_2.sql ＿x＿ ＿＿init＿＿");
    }
}
