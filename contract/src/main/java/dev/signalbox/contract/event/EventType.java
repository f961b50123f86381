package dev.signalbox.contract.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A known type of event.
///
/// @param service the service that emits it, as people call it
/// @param event what happened, as people call it
/// @param source the CloudEvents `source`, such as `acs.dataworks`
/// @param type the CloudEvents `type`, such as `dataworks:FileChange:CommitFile`
/// @param eventCode the short code in `data.eventCode`, such as `commit-file`; one to one with the
///   type
/// @param category the code's group, such as `file-change`
/// @param kind `regular`, `extension-point` (DataWorks waits for an answer) or `both`
/// @param scope `workspace` or `tenant`
/// @param bodyFields the known fields of `data` and their types; events may have others
/// @param assumed true when no public text names this type, so that real events may differ; else
///   null
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventType(
        String service,
        String event,
        String source,
        String type,
        String eventCode,
        String category,
        String kind,
        String scope,
        Map<String, String> bodyFields,
        @Nullable Boolean assumed) {

    /// Copies what could change; the fields keep their order.
    public EventType {
        bodyFields = Collections.unmodifiableMap(new LinkedHashMap<>(bodyFields));
    }
}
