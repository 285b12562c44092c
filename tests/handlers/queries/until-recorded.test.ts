import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { ledgerTable } from "../billing-tables";
import { startBilling, type BillingFixture } from "./billing-fixture";

describe("untilRecorded", () => {
    let fixture: BillingFixture;
    let waits: number[];

    before(async () => {
        fixture = await startBilling();
    });

    beforeEach(() => {
        waits = [];
    });

    after(() => fixture.stop());

    const record = (eventId: string) =>
        fixture.dynamo.document.put({ TableName: ledgerTable, Item: { eventId, outcome: "applied" } });

    /** The queries, with a wait that takes no time, and `meanwhile` done in each. */
    const billing = (meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
        fixture.queries({
            wait: async (milliseconds) => {
                waits.push(milliseconds);
                await meanwhile();
            },
        });

    it("is over at once for an event that the ledger holds", async () => {
        await record("evt_1");

        await billing().untilRecorded("evt_1");

        expect(waits).to.deep.equal([]);
    });

    it("looks again, less and less often, until the recorder has come to the event", async () => {
        const recorder = billing(() => (waits.length === 3 ? record("evt_2") : Promise.resolve()));

        await recorder.untilRecorded("evt_2");

        expect(waits).to.deep.equal([50, 100, 200]);
    });

    it("rejects when the event is not recorded in time, so that Lambda tries again", async () => {
        const error = await failure(billing().untilRecorded("evt_3", { seconds: 2 }));

        expect(error.message).to.equal(
            "the state does not include evt_3 after 2 s: its recorder is behind, or failed it",
        );
        expect(waits).to.deep.equal([50, 100, 200, 400, 800, 450]);
    });

    it("waits ten seconds when not told for how long", async () => {
        await failure(billing().untilRecorded("evt_3"));

        expect(waits.reduce((sum, one) => sum + one, 0)).to.equal(10_000);
        expect(Math.max(...waits)).to.equal(1_000);
    });

    it("says what it needs: the ledger's name, and an id", async () => {
        const blind = fixture.queries({ ledgerTable: undefined });

        expect((await failure(blind.untilRecorded("evt_1"))).message).to.equal(
            "untilRecorded needs ledgerTable: give it to createBillingQueries",
        );
        expect((await failure(billing().untilRecorded(undefined as never))).message).to.contain("eventId is undefined");
    });
});
