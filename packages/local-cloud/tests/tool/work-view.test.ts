import { expect } from "chai";

import type { Observation } from "../../src/observation";
import { captureOutput } from "../../src/testing/capture-output";
import { Terminal } from "../../src/tool/terminal";
import { WorkView } from "../../src/tool/work-view";

describe("WorkView", () => {
    function shown(...observations: Observation[]): string[] {
        const output = captureOutput();
        const terminal = new Terminal({ output, environment: { NO_COLOR: "1" } });
        const now = () => Date.UTC(2026, 0, 1, 7, 31, 2);
        const view = new WorkView({ terminal, findName: (name) => name, speed: 1, now });
        view.begin();
        observations.forEach((observation) => view.observe(observation));
        return output.text().trimEnd().split("\n");
    }
    const alarm = { type: "alarm changed", alarmName: "failures", kind: "metric", values: [] } as const;
    const error = { type: "AccessDeniedException", message: "no permission" };

    it("shows an alarm with what it says, and its end, and no alarm that is new and well", () => {
        expect(
            shown(
                { ...alarm, description: "Too many.\nStop it.", from: "INSUFFICIENT_DATA", to: "OK" },
                { ...alarm, description: "Too many.\nStop it.", from: "OK", to: "ALARM" },
                { ...alarm, description: "Too many.\nStop it.", from: "ALARM", to: "OK" },
            ),
        ).to.deep.equal([
            "07:31:02Z alarm     failures",
            "                    Too many.",
            "                    Stop it.",
            "07:31:02Z over      failures",
        ]);
    });

    it("shows what a topic would mail, and whom an alarm could not tell", () => {
        const topicArn = "arn:aws:sns:us-east-1:000000000000:orders";

        expect(
            shown(
                { type: "message mailed", topicArn, to: "jo@example.com", subject: "An order", message: "3 books" },
                { type: "alarm action failed", alarmName: "failures", action: "arn:a", error },
            ),
        ).to.deep.equal([
            "07:31:02Z mail      for jo@example.com (nothing is sent from here): An order",
            "                    3 books",
            "07:31:02Z failed    failures: arn:a was not told",
            "                    AccessDeniedException: no permission",
        ]);
    });
});
