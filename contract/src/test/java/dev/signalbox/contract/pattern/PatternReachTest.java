package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.contract.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternReachTest {
    private static final String FAMILY = "pai:ModelVersionStatus:";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # pattern | reaches (m, pai:ModelVersionStatus:Approved) | stays within | names
                    {}                                                                  | true  | false | false
                    {"data": {"a": [1]}}                                                | true  | false | false
                    {"source": ["m"]}                                                   | true  | false | false
                    {"source": ["other"]}                                               | false | false | false
                    {"type": ["pai:ModelVersionStatus:Approved"]}                       | true  | true  | true
                    {"type": ["pai:ModelVersionStatus:New"]}                            | false | true  | true
                    {"type": ["pai:ModelVersionStatus:Approved", "other"]}              | true  | false | true
                    {"source": ["other"], "type": ["pai:ModelVersionStatus:Approved"]}  | false | true  | true
                    {"type": ["other"]}                                                 | false | false | false
                    {"type": [{"prefix": "pai:ModelVersionStatus:"}]}                   | true  | true  | true
                    {"type": [{"prefix": "pai:ModelVersionStatus"}]}                    | true  | false | false
                    {"type": [{"prefix": "pai:"}]}                                      | true  | false | false
                    {"type": [{"prefix": "pai:Dlc"}]}                                   | false | false | false
                    {"type": [{"suffix": ":Approved"}]}                                 | true  | false | false
                    {"type": [{"suffix": ":Failed"}]}                                   | false | false | false
                    {"type": [{"contains": "ModelVersionStatus:"}]}                     | true  | false | false
                    {"type": [{"anything-but": "pai:ModelVersionStatus:Approved"}]}     | false | false | false
                    {"type": [{"anything-but": "other"}]}                               | true  | false | false
                    {"type": [{"exists": true}]}                                        | true  | false | false
                    {"type": [{"exists": false}]}                                       | false | false | false
                    {"type": [null]}                                                    | false | false | false
                    {"type": [{"prefix": "pai:ModelVersionStatus:", "suffix": "x"}]}    | false | true  | true
                    """)
    void judgesWhatAPatternCanReach(String json, boolean reaches, boolean stays, boolean names)
            throws JsonProcessingException, InvalidPattern {
        var reach = PatternReach.of(Pattern.parse(Json.MAPPER.readTree(json)));

        assertThat(reach.reaches("m", FAMILY + "Approved")).isEqualTo(reaches);
        assertThat(reach.staysWithin(FAMILY)).isEqualTo(stays);
        assertThat(reach.names(FAMILY)).isEqualTo(names);
    }
}
