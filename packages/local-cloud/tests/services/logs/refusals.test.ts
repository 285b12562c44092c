import { expect } from "chai";

import { Logs } from "../../../src/services/logs/logs";
import type { Call } from "../../../src/services/service";
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

    beforeEach(async () => {
        logs = new Logs({ clock: manualClock(), account, metrics: { put: () => undefined } });
        await ask("CreateLogGroup", { logGroupName: "there", logGroupClass: "STANDARD" });
    });

    async function ask(operation: string, input: object): Promise<unknown> {
        return logs.operations[operation]?.(input, call);
    }

    for (const [operation, member, value] of [
        ["CreateLogGroup", "kmsKeyId", "arn:aws:kms:eu-west-1:123456789012:key/k"],
        ["CreateLogGroup", "logGroupClass", "INFREQUENT_ACCESS"],
        ["CreateLogGroup", "deletionProtectionEnabled", true],
        ["DescribeLogGroups", "logGroupIdentifiers", ["there"]],
        ["DescribeLogGroups", "logGroupClass", "DELIVERY"],
        ["DescribeLogGroups", "accountIdentifiers", ["210987654321"]],
        ["DescribeLogGroups", "includeLinkedAccounts", true],
    ] as const) {
        it(`is refused by name: ${member} of ${operation}`, async () => {
            const name = operation === "CreateLogGroup" ? "new" : "there";
            const input = { ...(operation === "DescribeLogGroups" ? {} : { logGroupName: name }), [member]: value };

            const error: unknown = await ask(operation, input).catch((thrown: unknown) => thrown);

            expect(error).to.have.property("code", "InvalidParameterException");
            expect((error as Error).message).to.contain(`The local cloud does not have ${member}`);
            expect(await ask("DescribeLogGroups", {})).to.have.nested.property("logGroups.length", 1);
        });
    }
});
