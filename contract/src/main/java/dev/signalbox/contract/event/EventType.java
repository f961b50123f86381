package dev.signalbox.contract.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A known type of event.
///
/// @param service the service that emits it, as people call it
/// @param event what happened, as people call it
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
        String type,
        String eventCode,
        String category,
        String kind,
        String scope,
        Map<String, String> bodyFields,
        @Nullable Boolean assumed) {

    /// Copies what could change.
    public EventType {
        bodyFields = Map.copyOf(bodyFields);
    }
}
