package dev.signalbox.contract.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {
    @ParameterizedTest
    @CsvSource({
        "+8613800000000, 13800000000",
        "13800000000, 13800000000",
        "+8619912345678, 19912345678",
        "+861012345678, 01012345678",
        "+8601012345678, 01012345678",
        "01012345678, 01012345678",
        "+8675512345678, 075512345678",
        "+864711234567, 04711234567",
        "+864001234567, 4001234567"
    })
    void numbersOfMainlandChinaAreDialledWithoutTheCountryCode(String text, String digits) {
        assertThat(PhoneNumber.parseMainland(text)).isEqualTo(new PhoneNumber(true, digits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+14155550100", "+79161234567", "+85260000000", "+85366000000", "+886912345678",
                "+6581234567", "+819012345678", "+821012345678", "+4915112345678", "+447911123456",
                "+33612345678", "+390612345678", "+393123456789", "+2250701020304", "+27821234567",
                "+201001234567", "+212612345678", "+2348012345678", "+254712345678", "+29022222",
                "+5511912345678", "+525512345678", "+6834000", "+919812345678", "+971501234567",
                "+972501234567", "+998901234567", "+9779812345678", "+3546112345", "+37061234567",
                "+38267622901", "+421912123456", "+50688881234", "+590690001234", "+61412345678",
                "+6421123456", "+6797012345", "+8801712345678", "+8562023123456", "+60123456789"
            })
    void numbersOfOtherCountriesHaveTheirCountryCode(String text) {
        assertThat(PhoneNumber.parse(text)).isEqualTo(new PhoneNumber(false, text.substring(1)));
        assertThatThrownBy(() -> PhoneNumber.parseMainland(text))
                .hasMessage("must be a phone number of mainland China: no other is called");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "+86",
                "+861380000000",
                "+86138000000001",
                "+8612800000000",
                "+86012",
                "+8610123456789",
                "138000000001",
                "4915112345678",
                "008613800000000",
                "+0123456789",
                "+2101234567",
                "+1415555010",
                "+11155550100",
                "+141555501000",
                "+7916123456",
                "+999123456789",
                "+49151",
                "+4915112345678901",
                "+86 13800000000",
                "+86-138-0000-0000",
                "(415) 555-0100",
                "１３８００００００００",
                "+８613800000000",
                "a13800000000"
            })
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> PhoneNumber.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be a phone number");
    }
}
