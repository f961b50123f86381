package dev.signalbox.contract.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contract.event.Catalog;
import dev.signalbox.contract.event.EventType;
import dev.signalbox.contract.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternWarningsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'source': ['acs.datawork']} | pattern.source | acs.dataworks",
                "{'source': ['ACS.DataWorks']} | pattern.source | acs.dataworks",
                "{'source': ['dataworks']} | pattern.source | acs.dataworks",
                "{'source': ['my.app', 'acs.pai.dcl']} | pattern.source | acs.pai.dlc",
                "{'source': [{'prefix': 'acs.datawroks'}]} | pattern.source | acs.dataworks",
                "{'source': [{'suffix': '.dataworsk'}]} | pattern.source | .dataworks",
                "{'type': ['dataworks:FileChange:CommitFiles']} | pattern.type |"
                        + " dataworks:FileChange:CommitFile",
                "{'type': ['CommitFile']} | pattern.type | dataworks:FileChange:CommitFile",
                "{'type': ['commit-file']} | pattern.type | dataworks:FileChange:CommitFile",
                "{'type': ['pai:DLCJobProgress:Failed']} | pattern.type |"
                        + " pai:DlcJobProgress:Failed",
                "{'source': ['acs.pai.dlc'], 'type': ['dataworks:FileChange:CommitFile']} |"
                        + " pattern.source | acs.dataworks",
                "{'type': ['dataworks:FileChange:CommitFile'], 'data': {'project_id': [1]}} |"
                        + " pattern.data.project_id | data.projectId",
                "{'type': [{'prefix': 'dataworks:FileChange:'}], 'data': {'filename': ['x']}} |"
                        + " pattern.data.filename | data.fileName",
                "{'type': ['dataworks:FileChange:CommitFile'], 'data': {'reviewer': ['x']}} |"
                        + " pattern.data.reviewer | known, only operator, projectId,",
                "{'data': {'n': [{'numeric': ['>', 5, '<', 5]}]}} | pattern.data.n | > 5 and < 5",
            })
    void whatCanNeverMatchIsToldWithWhatWasProbablyMeant(String pattern, String at, String meant)
            throws Exception {
        assertThat(warnings(pattern))
                .singleElement()
                .asString()
                .startsWith(at + ": ")
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'source': ['my.app']}",
                "{'source': ['acs.oss'], 'type': ['oss:ObjectCreated:PostObject']}",
                "{'source': ['acs.ecs', 'acs.fc', 'acs.rds', 'acs.mns']}",
                "{'source': ['acs.pai.eas']}",
                "{'source': [{'prefix': 'acs.'}]}",
                "{'source': [{'prefix': 'my.'}], 'type': [{'suffix': ':Done'}]}",
                "{'source': [{'exists': true}]}",
                "{'type': ['order:created'], 'data': {'projectid': [1]}}",
                "{'type': ['pai:DlcJobProgress:Failed'], 'data': {'eventCode': ['x']}}",
                "{'type': ['dataworks:FileChange:CommitFile', 'my:own'], 'data': {'fileid': [1]}}",
                "{'type': ['dataworks:FileChange:CommitFile'], 'data': {'fileid': [{'exists':"
                        + " false}]}}",
                "{'source': ['acs.dataworks', 'my.app'], 'type':"
                        + " ['dataworks:FileChange:CommitFile']}",
                "{'data': {'n': [{'numeric': ['>=', 5, '<=', 5]}]}}",
            })
    void whatMayMatchGivesNone(String pattern) throws Exception {
        assertThat(warnings(pattern)).isEmpty();
    }

    @Test
    void noCataloguedTypeNorAnyOfItsFieldsGivesOne() throws Exception {
        for (EventType type : Catalog.builtIn().types()) {
            var pattern = Json.MAPPER.createObjectNode();
            pattern.putArray("source").add(type.source());
            pattern.putArray("type").add(type.type());
            var data = pattern.putObject("data");
            for (String field : type.bodyFields().keySet()) {
                if (field.matches("\\w+")) {
                    data.putArray(field).add("x");
                }
            }

            assertThat(PatternWarnings.of(Pattern.parse(pattern), Catalog.builtIn()))
                    .as(type.type())
                    .isEmpty();
        }
    }

    private static List<String> warnings(String pattern) throws Exception {
        return PatternWarnings.of(
                Pattern.parse(Json.MAPPER.readTree(pattern.replace('\'', '"'))), Catalog.builtIn());
    }
}
