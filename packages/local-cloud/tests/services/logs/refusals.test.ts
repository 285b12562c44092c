import { expect } from "chai";

import { callAsOwner } from "../../../src/services/call-as-owner";
import { Logs } from "../../../src/services/logs/logs";
import { failure } from "../../../src/testing/failure";
import { manualClock } from "../../../src/testing/manual-clock";
import { account } from "../../running-endpoint";

describe("what CloudWatch Logs does not do here", () => {
    let logs: Logs;

    beforeEach(() => {
        logs = new Logs({ clock: manualClock(), account, metrics: { put: () => undefined } });
        logs.putGroup("there", {});
    });

    const describeGroups = (input: object) => callAsOwner(logs, "DescribeLogGroups", input);

    for (const [member, value] of [
        ["logGroupIdentifiers", ["there"]],
        ["logGroupClass", "DELIVERY"],
        ["accountIdentifiers", ["210987654321"]],
        ["includeLinkedAccounts", true],
        ["logGroupNamePattern", "there"],
    ] as const) {
        it(`is refused by name: ${member} of DescribeLogGroups`, async () => {
            const error = await failure(describeGroups({ [member]: value }));

            expect(error).to.have.property("code", "InvalidParameterException");
            expect(error.message).to.contain(`The local cloud does not have ${member}`);
            expect(await describeGroups({})).to.have.nested.property("logGroups.length", 1);
        });
    }

    it("is refused by name: streams of FilterLogEvents", async () => {
        const read = (input: object) => callAsOwner(logs, "FilterLogEvents", { logGroupName: "there", ...input });

        for (const [member, value] of [
            ["logStreamNames", ["a"]],
            ["logStreamNamePrefix", "a"],
        ] as const) {
            expect((await failure(read({ [member]: value }))).message).to.equal(
                `The local cloud does not have ${member}.`,
            );
        }
    });
});
