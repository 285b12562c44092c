import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { metricNamespace, stackName } from "../../infra/stack-name";

async function as<T>(project: string, stack: string, read: () => T): Promise<T> {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, project, stack);
    return read();
}

describe("stackName", () => {
    it("has the project's name and the stack's, and the metrics' namespace has it", async () => {
        expect(await as("billing", "prod-eu", stackName)).to.equal("billing__prod-eu");
        expect(await as("billing", "prod-eu", metricNamespace)).to.equal("StripeEventBridge/billing__prod-eu");
    });

    it("is another for each project and stack, in characters that a dashboard's name takes", async () => {
        const pairs = [
            ["a-b", "c"],
            ["a", "b-c"],
            ["a.b", "c"],
            ["a_b", "c"],
            ["a", "b_c"],
            ["a_", "b"],
            ["a", "_b"],
            ["a__b", "c"],
            ["a", "b__c"],
            ["a_2eb", "c"],
        ] as const;

        const names: string[] = [];
        for (const [project, stack] of pairs) {
            names.push(await as(project, stack, stackName));
        }

        expect(new Set(names).size).to.equal(pairs.length);
        for (const name of names) {
            expect(name).to.match(/^[\w-]+$/);
        }
    });
});
