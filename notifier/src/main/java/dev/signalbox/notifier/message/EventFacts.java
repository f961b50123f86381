package dev.signalbox.notifier.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds in an event's `data` what people want to know first. The same thing has many names there:
/// the first that is there and not empty counts.
final class EventFacts {
    private static final int UNCATALOGUED_FIELDS = 8;
    private static final int LISTED = 5;

    /// The names of one thing, `/`-separated where they nest.
    private record Names(String fact, List<String> paths) {
        static Names of(String fact, String... paths) {
            return new Names(fact, List.of(paths));
        }
    }

    private static final Names OBJECT =
            Names.of(
                    "",
                    "DisplayName",
                    "ModelName",
                    "SnapshotName",
                    "InstanceName",
                    "Name",
                    "fileName",
                    "tableName",
                    "nodeName",
                    "resourceName",
                    "dagName",
                    "baselineName",
                    "remindName",
                    "ruleName",
                    "extensionBizName",
                    "process/approvalContent/resourceSummary",
                    "process/title",
                    "order/projectMeta/objectMetaList/0/name",
                    "name",
                    "tableGuid",
                    "target/tableGuid",
                    "targets/0/tableGuid",
                    "datasourceName");

    private static final Names PROJECT =
            Names.of(
                    "",
                    "WorkspaceName",
                    "projectName",
                    "queryDwProjectName",
                    "eventBody/queryDwProjectName",
                    "order/projectMeta/projectName");

    private static final Names PROJECT_ID =
            Names.of(
                    "",
                    "WorkspaceId",
                    "projectId",
                    "appId",
                    "queryDwProjectId",
                    "eventBody/queryDwProjectId");

    private static final Names STATUS =
            Names.of(
                    "Status",
                    "ApprovalStatus",
                    "Status",
                    "status",
                    "taskStatus",
                    "baselineStatus",
                    "checkResult",
                    "process/status");

    private static final Names INSTANCE =
            Names.of(
                    "Instance",
                    "InstanceId",
                    "taskId",
                    "taskIds",
                    "taskInstanceId",
                    "deletedTaskInstanceIds");

    private static final Names NODE = Names.of("Node", "NodeId", "nodeId", "nodeIds", "rootNodeId");

    private static final Names EVALUATION =
            Names.of("Evaluation task", "dataQualityEvaluationTaskId", "dataQualityTaskId");

    private static final Names IDS = Names.of("", "ids", "id");

    /// What it happened to where it has no name, the more telling first, each by what it is.
    private static final Map<String, Names> OBJECTS_BY_ID = byId();

    private static final List<Names> BEFORE_WORKSPACE =
            List.of(
                    Names.of("Alarm", "remindType", "alarmType"),
                    Names.of("Request", "process/title"),
                    Names.of("Version", "VersionName", "fileVersion"),
                    Names.of("Change", "changeType"),
                    STATUS,
                    Names.of("Before", "PreviousApprovalStatus", "PreviousStatus"),
                    Names.of(
                            "Reason",
                            "ReasonMessage",
                            "Message",
                            "ReasonCode",
                            "comments",
                            "feedbackContent",
                            "process/approvalContent/applyReason",
                            "order/applyReason"),
                    Names.of("Timeout after (s)", "ThresholdSeconds"),
                    Names.of("Restarts", "RestartTimes"),
                    Names.of("Ran for (s)", "Duration"));

    private static final List<Names> AFTER_WORKSPACE =
            List.of(
                    Names.of(
                            "By",
                            "UserName",
                            "process/applicantName",
                            "submitter",
                            "operator",
                            "operatorUid",
                            "operatorBaseId",
                            "eventBody/operatorUid",
                            "createUser",
                            "assigneeName",
                            "owner",
                            "UserId"),
                    Names.of("Reviewer", "reviewer"),
                    Names.of("Job", "JobId", "jobId", "jobIds"),
                    Names.of("Run", "RunId"),
                    INSTANCE,
                    NODE,
                    Names.of("Baseline", "baselineId"),
                    Names.of("Resource group", "ResourceName", "resourceGroupName"),
                    Names.of("Table", "tableName"),
                    Names.of("Rule of the check", "ruleId"),
                    EVALUATION);

    private static final Names LINK = Names.of("", "reviewUrl", "url", "link", "detailUrl");

    private final JsonNode data;

    private static Map<String, Names> byId() {
        var objects = new LinkedHashMap<String, Names>();
        objects.put("node ", NODE);
        objects.put("instance ", INSTANCE);
        objects.put("evaluation task ", EVALUATION);
        objects.put("id ", IDS);
        return objects;
    }

    /// @param data the event's `data`, whatever it is
    EventFacts(JsonNode data) {
        this.data = data;
    }

    /// What it happened to, by name or else by id; empty where it has neither.
    String object() {
        String name = first(OBJECT);
        if (!name.isEmpty()) {
            return name;
        }
        for (var byId : OBJECTS_BY_ID.entrySet()) {
            String id = first(byId.getValue());
            if (!id.isEmpty()) {
                return byId.getKey() + id;
            }
        }
        return "";
    }

    /// The status of the object, in words; empty where the event does not say.
    String status() {
        return valueInWords(STATUS);
    }

    /// Whether DataWorks waits for an answer before it goes on.
    boolean waiting() {
        return data.path("blockBusiness").asBoolean(false);
    }

    /// What there is to say, the most important first.
    ///
    /// @param catalogued whether the type is known; of others, the first fields are shown as they
    ///   are
    List<Fact> facts(boolean catalogued) {
        var facts = new ArrayList<Fact>();
        if (!catalogued) {
            addFields(facts);
            return facts;
        }
        BEFORE_WORKSPACE.forEach(names -> add(facts, names));
        String name = first(PROJECT);
        String id = first(PROJECT_ID);
        String workspace =
                name.isEmpty() ? id : id.isEmpty() ? name : "%s (%s)".formatted(name, id);
        if (!workspace.isEmpty()) {
            facts.add(new Fact("Workspace", workspace));
        }
        AFTER_WORKSPACE.forEach(names -> add(facts, names));
        if (waiting()) {
            facts.add(new Fact("Waiting", "DataWorks waits for an answer before it goes on"));
        }
        return facts;
    }

    private void add(List<Fact> facts, Names names) {
        String value = valueInWords(names);
        if (!value.isEmpty()) {
            facts.add(new Fact(names.fact(), value));
        }
    }

    private String valueInWords(Names names) {
        for (String path : names.paths()) {
            String value = text(at(path));
            if (!value.isEmpty()) {
                return StatusWords.of(path, value);
            }
        }
        return "";
    }

    private void addFields(List<Fact> facts) {
        for (var field : data.properties()) {
            String value = text(field.getValue());
            if (!value.isEmpty() && facts.size() < UNCATALOGUED_FIELDS) {
                facts.add(new Fact(field.getKey(), value));
            }
        }
    }

    /// Where to see more; null where the event has no such link, or one that is not for browsers.
    @Nullable URI link() {
        for (String path : LINK.paths()) {
            URI link = BrowserLink.read(text(at(path)));
            if (link != null) {
                return link;
            }
        }
        return null;
    }

    /// A link that is not for browsers, as text; empty where there is none.
    String linkText() {
        return link() == null ? first(LINK) : "";
    }

    private String first(Names names) {
        for (String path : names.paths()) {
            String value = text(at(path));
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private JsonNode at(String path) {
        return data.at("/" + path);
    }

    /// A value as text: empty for what is absent, empty, or has parts of parts.
    private static String text(JsonNode value) {
        if (value.isValueNode()) {
            return value.isNull() ? "" : value.asText().strip();
        }
        var parts = new ArrayList<String>();
        if (value.isArray()) {
            for (JsonNode part : value) {
                if (parts.size() == LISTED) {
                    parts.add("…");
                    break;
                }
                if (part.isValueNode() && !part.isNull()) {
                    parts.add(part.asText());
                }
            }
        }
        return String.join(", ", parts);
    }
}
