package dev.signalbox.standalone.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/// The rules of a demo that keeps running: targets in every state, so that each page has something
/// to show.
final class DemoScene {
    private DemoScene() {}

    /// The rules of the default bus, as JSON, by their names.
    ///
    /// @param receiver where a [DemoReceiver] listens, such as `http://127.0.0.1:40123`
    static Map<String, String> rules(String receiver) {
        var rules = new LinkedHashMap<String, String>();
        rules.put(
                "failed-jobs",
                """
                {"description": "Page the people on call when a training job fails",
                 "pattern": {"source": ["acs.pai.dlc"], "type": [{"suffix": "Failed"}]},
                 "targets": [{"id": "on-call", "type": "dingtalk", "url": "%s/failed-jobs"}]}\
                """);
        rules.put(
                "dataworks-archive",
                """
                {"description": "Keep all that DataWorks says",
                 "pattern": {"source": ["acs.dataworks"]},
                 "targets": [{"id": "archive", "type": "http", "url": "%s/archive"}]}\
                """);
        rules.put(
                "model-approvals",
                """
                {"description": "模型版本审批结果通知发布群",
                 "pattern": {"type": [{"prefix": "pai:ModelVersionStatus:"}]},
                 "targets": [{"id": "release-group", "type": "lark", "url": "%s/release-group"},
                             {"id": "registry", "type": "http", "url": "%1$s/flaky/models"}]}\
                """);
        rules.put(
                "instances-to-ops",
                """
                {"description": "The operators' own system, which is down",
                 "pattern": {"type": [{"prefix": "dataworks:InstanceStatusChanges:"}]},
                 "targets": [{"id": "ops", "type": "http", "url": "%s/answers/503/ops"},
                             {"id": "backup", "type": "http", "url": "%1$s/ops-backup"}]}\
                """);
        rules.put(
                "nodes-to-old-wiki",
                """
                {"description": "A wiki that has moved: its deliveries are dead letters",
                 "pattern": {"type": [{"prefix": "dataworks:NodeChange:"}]},
                 "targets": [{"id": "wiki", "type": "http", "url": "%s/answers/404/wiki"}]}\
                """);
        rules.put(
                "files-to-closed-hook",
                """
                {"description": "A hook that says that it is gone, and was disabled for that",
                 "pattern": {"type": [{"prefix": "dataworks:FileChange:"}]},
                 "targets": [{"id": "hook", "type": "http", "url": "%s/answers/410/hook"}]}\
                """);
        rules.put(
                "everything-of-pai",
                """
                {"description": "A dashboard that takes sixty notifications a minute",
                 "pattern": {"source": [{"prefix": "acs.pai"}]},
                 "targets": [{"id": "dashboard", "type": "http", "url": "%s/dashboard",
                              "ratePerMinute": 60}]}\
                """);
        rules.put(
                "tables-later",
                """
                {"description": "Not in use yet",
                 "enabled": false,
                 "pattern": {"type": [{"prefix": "dataworks:TableChange:"}]},
                 "targets": [{"id": "catalog", "type": "http", "url": "%s/catalog"}]}\
                """);
        rules.replaceAll((_, json) -> json.formatted(receiver));
        return rules;
    }
}
