import type { Context } from "aws-lambda";
import { expect } from "chai";

import { createOnce } from "../../handlers/once";
import { type DynamoFixture, failure, startDynamo, until } from "local-cloud/testing";

const tableName = "once";

/** A call's context with so much time left. */
function makeContext(milliseconds: number): Context {
    return { getRemainingTimeInMillis: () => milliseconds } as Context;
}

describe("createOnce", () => {
    let dynamo: DynamoFixture;

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable({
            TableName: tableName,
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
            BillingMode: "PAY_PER_REQUEST",
        });
    });

    after(() => dynamo.stop());

    const once = (subscription = "letters") => createOnce({ client: dynamo.client, tableName, subscription, days: 90 });

    it("does the work of an event once, also in another environment", async () => {
        const done: string[] = [];

        const first = await once()("evt_1", makeContext(30_000), async () => void done.push("first"));
        const second = await once()("evt_1", makeContext(30_000), async () => void done.push("second"));

        expect(done).to.deep.equal(["first"]);
        expect([first, second]).to.deep.equal([true, false]);
    });

    it("keeps events apart, and subscriptions", async () => {
        const done: string[] = [];
        const work = (name: string) => async () => void done.push(name);

        await once("a")("evt_2", makeContext(30_000), work("a 2"));
        await once("a")("evt_3", makeContext(30_000), work("a 3"));
        await once("b")("evt_2", makeContext(30_000), work("b 2"));

        expect(done).to.deep.equal(["a 2", "a 3", "b 2"]);
    });

    it("does it again after a failure, and hands the failure on", async () => {
        const done: string[] = [];
        const failing = once()("evt_4", makeContext(30_000), () => Promise.reject(new Error("the printer is out")));

        expect((await failure(failing)).message).to.contain("the printer is out");
        await once()("evt_4", makeContext(30_000), async () => void done.push("again"));

        expect(done).to.deep.equal(["again"]);
    });

    it("fails while another call is at it, so that Lambda tries again later", async () => {
        let finish: (() => void) | undefined;
        const slow = once()("evt_5", makeContext(30_000), () => new Promise<void>((resolve) => (finish = resolve)));
        const end = await until("the work's begin", () => finish);

        const meanwhile = await failure(once()("evt_5", makeContext(30_000), () => Promise.resolve()));
        end();
        await slow;

        expect(meanwhile.name).to.equal("IdempotencyAlreadyInProgressError");
    });

    it("does it again after a crash, once the crashed call would have timed out", async () => {
        const done: string[] = [];
        // A crash: the call never comes back, and had 20 ms left.
        void once()("evt_6", makeContext(20), () => new Promise<void>(() => undefined));

        await until("the claim's end", () =>
            once()("evt_6", makeContext(30_000), async () => void done.push("again")).catch(() => false),
        );

        expect(done).to.deep.equal(["again"]);
    });
});
