package dev.signalbox.notifier.mail;

import dev.signalbox.contract.delivery.Delivery;
import dev.signalbox.contract.rule.Target;
import dev.signalbox.contract.rule.Transform;
import dev.signalbox.contract.transform.Transformed;
import dev.signalbox.contract.transform.Transformer;
import dev.signalbox.notifier.message.EventTexts;
import dev.signalbox.notifier.message.Fact;
import dev.signalbox.notifier.message.Message;
import dev.signalbox.notifier.message.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The subject and the text of an email to a contact.
sealed interface EmailMessage {
    /// It can be sent.
    ///
    /// @param html whether the text is HTML rather than plain text
    record Written(String subject, String text, boolean html) implements EmailMessage {}

    /// Nothing can be written of this event.
    ///
    /// @param reason why, without anything of the event
    record Impossible(String reason) implements EmailMessage {}

    /// Writes a letter: the message that every channel has by default, or what the target's
    /// transform makes. In HTML, nothing that comes with the event is markup.
    static EmailMessage write(
            Delivery delivery, Target.Email target, Transformer transformer, Messages messages) {
        Message message = messages.of(delivery);
        String own = target.subject();
        String subject = own == null || own.isBlank() ? message.title() : own;
        if (target.options().transform() instanceof Transform.Original) {
            return new Written(
                    subject, target.html() ? html(message) : plain(message), target.html());
        }
        byte[] event = delivery.body();
        if (target.html()) {
            try {
                event = EventTexts.changed(event, HtmlText::escape);
            } catch (IOException e) {
                return new Impossible("the event is no JSON");
            }
        }
        return switch (transformer.apply(event)) {
            case Transformed.Failed failed -> new Impossible(failed.reason());
            case Transformed.Body body -> made(subject, body.bytes(), target.html());
        };
    }

    private static EmailMessage made(String subject, byte[] body, boolean html) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.isBlank()
                ? new Impossible("the target's transform makes an empty text of this event")
                : new Written(subject, text, html);
    }

    private static String plain(Message message) {
        var text = new StringBuilder(message.title()).append("\n\n");
        message.facts().forEach(fact -> line(text, fact));
        if (message.link() != null) {
            text.append("See: ").append(message.link()).append('\n');
        }
        text.append('\n');
        message.origin().forEach(fact -> line(text, fact));
        return text.toString();
    }

    private static void line(StringBuilder text, Fact fact) {
        text.append(fact.name()).append(": ").append(fact.value()).append('\n');
    }

    private static String html(Message message) {
        var text = new StringBuilder("<!DOCTYPE html>\n<html><body>\n<h3>");
        text.append(HtmlText.escape(message.title())).append("</h3>\n<table>\n");
        message.facts().forEach(fact -> row(text, fact));
        text.append("</table>\n");
        if (message.link() != null) {
            String link = HtmlText.escape(message.link().toString());
            text.append("<p><a href=\"").append(link).append("\">").append(link).append("</a></p>");
        }
        text.append("<hr>\n<table>\n");
        message.origin().forEach(fact -> row(text, fact));
        return text.append("</table>\n</body></html>\n").toString();
    }

    private static void row(StringBuilder text, Fact fact) {
        text.append("<tr><td>")
                .append(HtmlText.escape(fact.name()))
                .append("</td><td>")
                .append(HtmlText.escape(fact.value()))
                .append("</td></tr>\n");
    }
}
