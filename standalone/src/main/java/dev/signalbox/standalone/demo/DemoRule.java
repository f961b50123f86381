package dev.signalbox.standalone.demo;

import java.util.List;

/// A rule of the demo.
///
/// @param type its target's type
/// @param path the receiver's path that it delivers to
record DemoRule(String account, String bus, String name, String pattern, String type, String path) {
    static final String DATAWORKS_ACCOUNT = "1234567890123456";
    static final String PAI_ACCOUNT = "1000000000000001";
    static final String PAI_BUS = "pai-system-demo-ws";

    /// All rules of the demo.
    static final List<DemoRule> ALL =
            List.of(
                    new DemoRule(
                            DATAWORKS_ACCOUNT,
                            "default",
                            "everything",
                            "{\"source\": [\"acs.dataworks\"]}",
                            "http",
                            "/everything"),
                    new DemoRule(
                            DATAWORKS_ACCOUNT,
                            "default",
                            "file-changes",
                            """
                            {"type": ["dataworks:FileChange:CommitFile",
                                      "dataworks:FileChange:DeployFile"]}\
                            """,
                            "http",
                            "/file-changes"),
                    new DemoRule(
                            PAI_ACCOUNT,
                            PAI_BUS,
                            "failed-jobs",
                            "{\"source\": [\"acs.pai.dlc\"], \"data\": {\"Status\": [\"Failed\"]}}",
                            "dingtalk",
                            "/flaky/failed-jobs"),
                    new DemoRule(
                            PAI_ACCOUNT,
                            PAI_BUS,
                            "models",
                            "{\"type\": [{\"prefix\": \"pai:ModelVersionStatus:\"}]}",
                            "http",
                            "/models"),
                    new DemoRule(
                            PAI_ACCOUNT,
                            "default",
                            "extension-points",
                            "{\"data\": {\"eventCode\": [\"commit-file\","
                                    + " \"upload-data-to-table\"]}}",
                            "http",
                            "/extension-points"));
}
