import { expect } from "chai";

import { Logs } from "../../../src/services/logs/logs";
import type { Call } from "../../../src/services/service";
import { failure } from "../../../src/testing/failure";
import { manualClock } from "../../../src/testing/manual-clock";
import { account } from "../../running-endpoint";

const call: Call = {
    caller: { kind: "admin" },
    requestId: "request",
    headers: {},
    signal: new AbortController().signal,
    authorize: () => undefined,
};

describe("what CloudWatch Logs does not do here", () => {
    let logs: Logs;

    beforeEach(() => {
        logs = new Logs({ clock: manualClock(), account, metrics: { put: () => undefined } });
        logs.putGroup("there", {});
    });

    async function describeGroups(input: object): Promise<unknown> {
        return logs.operations.DescribeLogGroups?.(input, call);
    }

    for (const [member, value] of [
        ["logGroupIdentifiers", ["there"]],
        ["logGroupClass", "DELIVERY"],
        ["accountIdentifiers", ["210987654321"]],
        ["includeLinkedAccounts", true],
        ["logGroupNamePattern", "there"],
    ] as const) {
        it(`is refused by name: ${member} of DescribeLogGroups`, async () => {
            const error: unknown = await describeGroups({ [member]: value }).catch((thrown: unknown) => thrown);

            expect(error).to.have.property("code", "InvalidParameterException");
            expect((error as Error).message).to.contain(`The local cloud does not have ${member}`);
            expect(await describeGroups({})).to.have.nested.property("logGroups.length", 1);
        });
    }

    it("is refused by name: streams of FilterLogEvents", async () => {
        const read = (input: object) => logs.operations.FilterLogEvents?.({ logGroupName: "there", ...input }, call);
        const refuses = (input: object) => failure(read(input) ?? Promise.resolve());

        for (const [member, value] of [
            ["logStreamNames", ["a"]],
            ["logStreamNamePrefix", "a"],
        ] as const) {
            expect((await refuses({ [member]: value })).message).to.equal(`The local cloud does not have ${member}.`);
        }
    });
});
