package dev.signalbox.notifier.phone;

import dev.signalbox.notifier.channel.Reply;
import dev.signalbox.notifier.message.PlainText;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads from a code of the SMS and voice services what it means for the delivery. Sources: the
/// services' pages "API error codes" (101346), and what users of them report.
final class ServiceCodes {
    private static final int LONGEST_MESSAGE = 120;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /// The service could not, and may later.
    private static final Set<String> PASSING =
            Set.of(
                    "isp.SYSTEM_ERROR",
                    "isp.UNKNOWN_ERR_CODE",
                    "ServiceUnavailable",
                    "InternalError",
                    "InvalidTimeStamp.Expired",
                    "SignatureNonceUsed");

    /// The template is not there, or is not filled as it must be: the words say which.
    private static final Set<String> TEMPLATE =
            Set.of(
                    "isv.SMS_TEMPLATE_ILLEGAL",
                    "isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL",
                    "isv.TTS_TEMPLATE_ILLEGAL",
                    "isv.TEMPLATE_MISSING_PARAMETERS",
                    "isv.TEMPLATE_PARAMS_ILLEGAL");

    private static final Pattern ABOUT_VARIABLES =
            Pattern.compile("参数|变量|param|variable", Pattern.CASE_INSENSITIVE);

    /// Codes in no document that begin so are of the service's own failures; others are of the
    /// caller's mistakes. Source: the services' page "API error codes".
    private static final String OF_THE_SERVICE = "isp.";

    private static final Pattern TOO_MUCH =
            Pattern.compile(
                    "流控|频繁|频率|too (?:many|much|fast|often|frequent)"
                            + "|(?:flow|rate|freq(?:uency)?|tps|qps)[ _.]?(?:limit|control)",
                    Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> FINAL =
            Map.ofEntries(
                    Map.entry(
                            "isv.MONTH_LIMIT_CONTROL",
                            "the month's limit of text messages is reached; raise it in the SMS"
                                    + " console"),
                    Map.entry(
                            "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
                            "the signature is not registered for this kind of message"),
                    Map.entry(
                            "isv.SMS_SIGN_ILLEGAL",
                            "the signature does not exist; check SIGNALBOX_SMS_SIGN_NAME and the"
                                    + " target's signName"),
                    Map.entry(
                            "isv.SMS_SIGNATURE_ILLEGAL",
                            "the signature does not exist or has not been approved; check"
                                    + " SIGNALBOX_SMS_SIGN_NAME and the target's signName"),
                    Map.entry("isv.SIGN_STATE_ILLEGAL", "the signature has not been approved"),
                    Map.entry("isv.SIGN_NAME_ILLEGAL", "the signature is not well-formed"),
                    Map.entry("isv.INVALID_JSON_PARAM", "the template's variables are no JSON"),
                    Map.entry(
                            "isv.PARAM_LENGTH_LIMIT",
                            "a variable is longer than the service takes"),
                    Map.entry(
                            "isv.PARAM_NOT_SUPPORT_URL",
                            "a variable holds a link, which the service does not take"),
                    Map.entry("isv.CUSTOMER_REFUSED", "the contact refuses messages"),
                    Map.entry("FILTER", "the text holds something that is not allowed"),
                    Map.entry("isv.BILLID_NOT_EXIST", "the account has no number to call from"),
                    Map.entry(
                            "isv.DISPLAY_NUMBER_ILLEGAL", "the account has no number to call from"),
                    Map.entry("isv.EXTEND_CODE_ERROR", "the extension code is wrong"),
                    Map.entry(
                            "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
                            "the template is for numbers outside mainland China only"),
                    Map.entry(
                            "isv.MOBILE_NUMBER_ILLEGAL", "the contact is no phone number it knows"),
                    Map.entry(
                            "isv.DENY_IP_RANGE",
                            "calls from this address are not allowed; see the networks in the SMS"
                                    + " console"),
                    Map.entry(
                            "isv.SMS_CONTENT_ILLEGAL",
                            "the text holds something that is not allowed"),
                    Map.entry(
                            "isv.BLACK_KEY_CONTROL_LIMIT",
                            "the text holds something that is not allowed"),
                    Map.entry(
                            "isp.RAM_PERMISSION_DENY",
                            "the access key may not send; grant it AliyunDysmsFullAccess or"
                                    + " AliyunDyvmsFullAccess"),
                    Map.entry(
                            "isv.OUT_OF_SERVICE",
                            "the account is out of service, mostly for lack of money"),
                    Map.entry("isv.AMOUNT_NOT_ENOUGH", "the account has not enough money"),
                    Map.entry(
                            "isv.PRODUCT_UN_SUBSCRIPT", "the account has not ordered this service"),
                    Map.entry(
                            "isv.PRODUCT_UNSUBSCRIBE", "the account has not ordered this service"),
                    Map.entry("isv.ACCOUNT_NOT_EXISTS", "the account does not exist"),
                    Map.entry("isv.ACCOUNT_ABNORMAL", "the account is blocked"),
                    Map.entry(
                            "InvalidAccessKeyId.NotFound",
                            "there is no access key such as SIGNALBOX_ALIYUN_ACCESS_KEY_ID says"),
                    Map.entry(
                            "InvalidAccessKeyId.Inactive",
                            "the access key of SIGNALBOX_ALIYUN_ACCESS_KEY_ID is disabled"),
                    Map.entry(
                            "SignatureDoesNotMatch",
                            "SIGNALBOX_ALIYUN_ACCESS_KEY_SECRET is not the secret of that access"
                                    + " key"));

    private ServiceCodes() {}

    /// What an answer means.
    ///
    /// @param filled the names of the template's variables that were filled
    static Reply reply(AcsCalls.Answer.Said said, Collection<String> filled) {
        String code = said.code();
        if (code.equals(AcsCalls.OK)) {
            return new Reply.Taken(said.status());
        }
        if (code.equals("isv.BUSINESS_LIMIT_CONTROL")) {
            return tooOften(said);
        }
        if (code.equals("isv.DAY_LIMIT_CONTROL")) {
            return throttled(said, "the day's limit of text messages is reached", DAY);
        }
        if (code.startsWith("Throttling")) {
            return throttled(said, "the service is called too often", said.retryAfter().pause());
        }
        if (PASSING.contains(code)) {
            return failed(said, "the service could not do it now", said.retryAfter().pause());
        }
        if (code.startsWith("VALVE:")) {
            return tooOften(said);
        }
        String reason = TEMPLATE.contains(code) ? template(said, filled) : FINAL.get(code);
        if (reason == null && TOO_MUCH.matcher(code + " " + said.message()).find()) {
            return tooOften(said);
        }
        if (reason == null
                && (code.startsWith(OF_THE_SERVICE)
                        || said.status() == 429
                        || said.status() == 503)) {
            return failed(said, "the service could not do it now", said.retryAfter().pause());
        }
        return new Reply.Refused(
                said.status(), told(said, reason == null ? "the service refused" : reason));
    }

    /// The text says which limit of the number it was, such as `触发小时级流控Permits:5`.
    private static Reply tooOften(AcsCalls.Answer.Said said) {
        String text = (said.message() + " " + said.code()).toLowerCase(Locale.ROOT);
        if (text.contains("秒")
                || text.contains("分钟")
                || text.contains("minute")
                || text.contains("valve:m")) {
            return failed(said, "the number was told too often within a minute", MINUTE);
        }
        if (text.contains("天")
                || text.contains("日")
                || text.contains("day")
                || text.contains("valve:d")) {
            return failed(said, "the number was told too often within a day", DAY);
        }
        if (text.contains("小时") || text.contains("hour")) {
            return failed(said, "the number was told too often within an hour", HOUR);
        }
        return failed(said, "the number was told too often", HOUR);
    }

    private static String template(AcsCalls.Answer.Said said, Collection<String> filled) {
        String missing = "the template does not exist or has not been approved";
        String names = PlainText.line(String.join(", ", filled), LONGEST_MESSAGE);
        String other =
                "variables are not those that the target's transform fills, which are "
                        + (names.isEmpty() ? "none" : names);
        if (!said.code().endsWith("TEMPLATE_ILLEGAL")) {
            return "the template's " + other;
        }
        return ABOUT_VARIABLES.matcher(said.message()).find()
                ? missing + ", or its " + other
                : missing;
    }

    private static Reply failed(AcsCalls.Answer.Said said, String reason, Duration notBefore) {
        return new Reply.Failed(said.status(), told(said, reason), notBefore);
    }

    private static Reply throttled(AcsCalls.Answer.Said said, String reason, Duration pause) {
        return new Reply.Throttled(said.status(), told(said, reason), pause);
    }

    /// With the service's own words behind ours.
    private static String told(AcsCalls.Answer.Said said, String reason) {
        String own = PlainText.line(said.code() + " " + said.message(), LONGEST_MESSAGE);
        return said.retryAfter().noted(reason + " (" + own + ")");
    }
}
