package dev.signalbox.contract.contact;

import java.util.regex.Pattern;

/// A phone number, of a mobile or of a line.
///
/// @param mainland whether it is one of mainland China
/// @param digits as it is dialled there: of mainland China without the country code, lines with
///   their area code and a 0 before it; all others with the country code and without a plus
public record PhoneNumber(boolean mainland, String digits) {
    private static final String CHINA = "+86";
    private static final Pattern MOBILE = Pattern.compile("1[3-9][0-9]{9}");

    /// Area code and number: 10 and 2x have eight digits behind them, all others seven or eight.
    private static final Pattern LINE =
            Pattern.compile("(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{2}[0-9]{7,8}");

    private static final Pattern SERVICE = Pattern.compile("[48]00[0-9]{7}");

    /// The country codes that are given out. Source: ITU-T, "List of ITU-T Recommendation E.164
    /// assigned country codes".
    private static final String COUNTRIES =
            "20|21[1-368]|2[234][0-9]|25[0-8]|26[0-9]|27|29[01789]|3[0-469]|35[0-9]|37[0-9]"
                    + "|38[0-35-79]|4[013-9]|42[013]|5[1-8]|50[0-9]|59[0-9]|6[0-6]|67[02-9]|68[0-35-9]"
                    + "|69[0-2]|8[1246]|80[08]|85[02356]|87[08]|88[0-368]|9[0-58]|96[0-8]|97[0-79]"
                    + "|99[2-68]";

    private static final Pattern ABROAD =
            Pattern.compile(
                    "\\+(?:1[2-9][0-9]{9}|7[0-9]{10}|(?=[0-9]{7,15}$)(?!1|7)(?:%s)[0-9]+)"
                            .formatted(COUNTRIES));

    /// Reads a number: digits, with the country code after a `+`, which mainland China may lack.
    ///
    /// @throws IllegalArgumentException saying what it must be
    public static PhoneNumber parse(String text) {
        if (text.startsWith(CHINA) || !text.startsWith("+")) {
            return new PhoneNumber(true, mainland(text));
        }
        if (!ABROAD.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a phone number of 7 to 15 digits, with the country code after a +");
        }
        return new PhoneNumber(false, text.substring(1));
    }

    /// Reads a number of mainland China.
    ///
    /// @throws IllegalArgumentException saying what it must be
    public static PhoneNumber parseMainland(String text) {
        PhoneNumber number = parse(text);
        if (!number.mainland) {
            throw new IllegalArgumentException(
                    "must be a phone number of mainland China: no other is called");
        }
        return number;
    }

    private static String mainland(String text) {
        boolean international = text.startsWith(CHINA);
        String number = international ? text.substring(CHINA.length()) : text;
        String line = number.startsWith("0") ? number.substring(1) : number;
        if (MOBILE.matcher(number).matches() || SERVICE.matcher(number).matches()) {
            return number;
        }
        if (LINE.matcher(line).matches()) {
            return "0" + line;
        }
        throw new IllegalArgumentException(
                international
                        ? "must be a phone number of mainland China after +86: 11 digits of a"
                                + " mobile, such as 13800000000, or an area code and a number"
                        : "must be a phone number with the country code after a +, or one of"
                                + " mainland China: 11 digits of a mobile, such as 13800000000, or"
                                + " an area code and a number");
    }
}
