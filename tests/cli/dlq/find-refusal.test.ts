import { GetFunctionConcurrencyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import type { StackFunction, StackOutputs } from "../../../cli/deployment";
import { findRefusal } from "../../../cli/dlq/find-refusal";

describe("what is said of letters that are not redriven", () => {
    const client = new LambdaClient({ region: "us-east-1" });
    const lambda = mockClient(client);
    const one = (role: StackFunction["role"]): StackFunction => ({
        role,
        functionName: `${role}-1`,
        logGroupName: `/aws/lambda/${role}-1`,
        service: role,
    });
    const outputs = { functions: { sync: one("sync"), receipts: one("subscription") } } as unknown as StackOutputs;
    const explain = (queue: string) => findRefusal(client, outputs, queue, { stack: "prod" });

    beforeEach(() => lambda.reset());

    it("is, of the sync's, that the next run does what they did not", async () => {
        expect(await explain("sync")).to.equal(
            'a run of sync is not redriven: the next one does what it did not, and "npm run sync -- recover --stack prod" does ' +
                "it now",
        );
    });

    it("is, of a paused subscription's, how to have it go on", async () => {
        lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

        expect(await explain("receipts")).to.equal(
            'receipts is paused, and every letter would come back: "npm run resume -- receipts --stack prod"',
        );
    });

    it("is nothing of others: of a subscription that goes on, and of the door of Stripe's destination", async () => {
        lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 5 });

        expect([await explain("receipts"), await explain("partner-door")]).to.deep.equal([undefined, undefined]);
    });
});
