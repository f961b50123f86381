package dev.signalbox.console.backtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.contract.json.Json;
import dev.signalbox.contract.usage.MonthlyUsage;
import dev.signalbox.history.Forecast;
import dev.signalbox.history.ForecastCost;
import dev.signalbox.history.HistoryPeriod;
import dev.signalbox.history.RuleForecast;
import dev.signalbox.history.RuleForecast.TargetForecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The results of a backtest, as lines of its stream.
final class BacktestReport {
    /// The kind of an item that shows an event which a rule chose.
    static final String SAMPLE = "sample";

    /// The kind of an item that says why a rule nearly chose an event.
    static final String NEAR_MISS = "nearMiss";

    private final Backtest.Output output;
    private final BacktestRules rules;
    private final BacktestRequest request;
    private final MonthlyUsage month;
    private final List<String> warnings = new ArrayList<>();

    BacktestReport(
            Backtest.Output output,
            BacktestRules rules,
            BacktestRequest request,
            MonthlyUsage month) {
        this.output = output;
        this.rules = rules;
        this.request = request;
        this.month = month;
    }

    static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    /// Writes all of them.
    ///
    /// @param comparison null where there is nothing to compare with
    void write(
            Forecast forecast,
            HistoryPeriod period,
            EventSamples samples,
            NearMisses nearMisses,
            @Nullable RevisionComparison comparison,
            Duration took) {
        hours(forecast);
        forecast.rules().forEach(this::rule);
        if (comparison != null) {
            output.write("comparison", comparison.view());
        }
        samples.all().forEach(sample -> output.write(SAMPLE, sample));
        nearMisses.all().forEach(miss -> output.write(NEAR_MISS, miss));
        Instant begin = period.completeFrom();
        if (begin != null) {
            warnings.add("events before " + begin + " are not kept any more, or not all of them");
        }
        long notifications = notifications(forecast);
        cost(notifications, begin);
        ObjectNode json = object();
        json.put("read", forecast.read());
        json.put("repeated", forecast.repeated());
        json.put("unmatched", forecast.unmatched());
        json.put("matched", forecast.matched());
        json.put("expired", forecast.expired());
        json.put("notifications", notifications);
        json.put("nearMisses", nearMisses.count());
        if (begin != null) {
            json.put("completeFrom", begin.toString());
        }
        var array = json.putArray("warnings");
        warnings.forEach(array::add);
        json.put("tookMillis", took.toMillis());
        output.write("done", json);
    }

    /// A draft without any target is counted as if it had one.
    private long notifications(Forecast forecast) {
        boolean noTarget =
                rules.draft() && forecast.rules().stream().allMatch(one -> one.targets().isEmpty());
        if (noTarget) {
            warnings.add("the draft has no targets: notifications are those of one");
        }
        return noTarget ? forecast.matched() : forecast.notifications();
    }

    private void hours(Forecast forecast) {
        for (Map.Entry<Instant, Long> hour : forecast.readByHour().entrySet()) {
            ObjectNode json = object();
            json.put("hour", hour.getKey().toString());
            json.put("read", hour.getValue());
            var ofRules = json.putArray("rules");
            for (RuleForecast rule : forecast.rules()) {
                RuleForecast.Hour counts = rule.hours().get(hour.getKey());
                if (counts != null) {
                    ofRules.addObject()
                            .put("rule", rule.rule().key().rule())
                            .put("matched", counts.matched())
                            .put("repeated", counts.repeated());
                }
            }
            output.write("hour", json);
        }
    }

    private void rule(RuleForecast rule) {
        ObjectNode json = object();
        String name = rule.rule().key().rule();
        json.put("rule", name);
        if (rule.rule().revision() > 0) {
            json.put("revision", rule.rule().revision());
        }
        json.put("matched", rule.matched());
        json.put("repeated", rule.repeated());
        json.put("notifications", rule.notifications());
        json.put("peakPerMinute", rule.peak());
        Instant peakAt = rule.peakAt();
        if (peakAt != null) {
            json.put("peakAt", peakAt.toString());
        }
        var targets = json.putArray("targets");
        for (TargetForecast target : rule.targets()) {
            target(targets.addObject(), target);
            if (target.perMinute() > 0 && target.peak() > target.perMinute()) {
                warnings.add(
                        "rule %s, target %s: up to %,d a minute, and it takes %,d"
                                .formatted(
                                        name,
                                        target.target().id(),
                                        target.peak(),
                                        target.perMinute()));
            }
        }
        output.write("rule", json);
    }

    private static void target(ObjectNode json, TargetForecast target) {
        json.put("target", target.target().id());
        json.put("type", target.target().channel().label());
        json.put("notifications", target.notifications());
        if (!target.target().contacts().isEmpty()) {
            var contacts = json.putArray("contacts");
            for (String contact : target.contacts()) {
                contacts.addObject().put("contact", contact).put("notifications", target.matched());
            }
        }
        json.put("peakPerMinute", target.peak());
        if (target.perMinute() > 0) {
            json.put("ratePerMinute", target.perMinute());
            json.put("seconds", target.duration().toSeconds());
        }
    }

    /// @param begin the time from which on all events are kept; null where that is the whole period
    private void cost(long notifications, @Nullable Instant begin) {
        Instant from = begin == null || !begin.isBefore(request.to()) ? request.from() : begin;
        ForecastCost cost =
                ForecastCost.of(notifications, month, Duration.between(from, request.to()));
        ObjectNode json = object();
        json.put("month", cost.month());
        json.put("soFar", cost.soFar());
        json.put("notifications", notifications);
        json.put("after", cost.after());
        json.put("addedUsd", cost.addedUsd().toPlainString());
        json.put("perMonth", cost.perMonth());
        json.put("perMonthUsd", cost.perMonthUsd().toPlainString());
        output.write("cost", json);
    }
}
