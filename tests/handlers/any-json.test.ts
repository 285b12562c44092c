import { isDeepStrictEqual } from "node:util";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import fc from "fast-check";

import { canonical } from "../../handlers/billing/canonical";
import type { BillingItem } from "../../handlers/billing/item";
import { fromStoredItem } from "../../handlers/billing/stored-item";
import { createRecorder } from "../../handlers/record";
import { createRecordTables, type LedgerEntry } from "../../handlers/record-tables";
import { type DynamoFixture, startDynamo } from "local-cloud/testing";
import { createBillingTables, ledgerTable, stateTable } from "./billing-tables";
import { serialize, deliver } from "./billing/deliver";
import { stripeEvent } from "./billing/stripe-event";
import { quietTelemetry } from "./quiet-telemetry";

type Hash = Record<string, unknown>;

/** Text of any UTF-16, halves of surrogate pairs alone included. */
const text = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units));
const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(2 ** 53, -(2 ** 53), 1e21, 1e-200, 5e-324, 1e-130, 9e125, 1e126, Number.MAX_VALUE, -0, 0.1, 1e-7),
);
const key = fc.oneof(
    text,
    fc.constantFrom("constructor", "__proto__", "$json", "toString", "hasOwnProperty", "then", "length", "S", "M", "0"),
);
const makeHash = (member: fc.Arbitrary<unknown>): fc.Arbitrary<Hash> =>
    fc.array(fc.tuple(key, member), { maxLength: 5 }).map((entries) => Object.fromEntries<unknown>(entries));
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(text, number, fc.boolean(), fc.constant(null)),
        fc.array(tie("json"), { maxLength: 4 }),
        makeHash(tie("json")),
        fc.tuple(tie("json"), fc.integer({ min: 1, max: 60 })).map(([inside, levels]) => nested(inside, levels)),
    ),
}));
const hash = makeHash(json);

function nested(inside: unknown, levels: number): unknown {
    return levels === 0
        ? inside
        : levels % 2
          ? [nested(inside, levels - 1)]
          : { constructor: nested(inside, levels - 1) };
}

describe("any JSON that an event can hold", function () {
    this.timeout(60_000);
    let dynamo: DynamoFixture;
    let stock: DynamoDBDocumentClient;

    beforeEach(async () => {
        dynamo = await startDynamo();
        await createBillingTables(dynamo);
        stock = DynamoDBDocumentClient.from(dynamo.client);
    });

    afterEach(() => dynamo.stop());

    /** Records the events in the real tables with the real document client, as it comes. */
    async function record(events: readonly Hash[]): Promise<{ item: BillingItem; entries: LedgerEntry[] }> {
        const recorder = createRecorder({
            tables: createRecordTables({ documents: stock, stateTable, ledgerTable }),
            ledgerDays: 90,
            now: () => 0,
            wait: () => Promise.resolve(),
            random: () => 0,
            telemetry: quietTelemetry(),
        });
        const entries: LedgerEntry[] = [];
        for (const event of events) {
            await recorder(event, { busEventId: "bus-1" });
            const Key = { eventId: event.id };
            entries.push((await stock.send(new GetCommand({ TableName: ledgerTable, Key }))).Item as LedgerEntry);
        }
        const object = readObject(events[0]);
        const Key = { objectKey: `platform#${String(object.object)}#${String(object.id)}` };
        const { Item } = await stock.send(new GetCommand({ TableName: stateTable, Key }));
        return { item: fromStoredItem(Item as Hash), entries };
    }

    const readObject = (event: Hash | undefined) => (event?.data as { object: Hash }).object;
    const updated = (object: Hash, id: string, previous?: Hash) => stripeEvent(object, { id, previous });

    it("is stored and read back as it was, with what is remembered, and the subscription can be cancelled after", async () => {
        let run = 0;
        const property = fc.asyncProperty(hash, hash, hash, hash, async (one, other, metadata, previous) => {
            const own = { id: `sub_${++run}`, object: "subscription", customer: "cus_1", status: "active" };
            const events = [
                updated({ ...one, ...own, metadata }, `evt_${run}_1`, previous),
                updated({ ...other, ...own, metadata: previous }, `evt_${run}_2`, metadata),
                updated({ ...one, ...other, ...own, metadata: [one] }, `evt_${run}_3`),
            ];
            const cancelled = stripeEvent(
                { ...one, ...own, metadata, status: "canceled" },
                { id: `evt_${run}_4`, type: "customer.subscription.deleted", created: 1001 },
            );

            const before = (await record(events)).item;
            const { item: after, entries } = await record([cancelled]);

            expect(isDeepStrictEqual(before, deliver(events))).to.equal(true);
            expect(serialize(canonical(deliver([...events].reverse())))).to.equal(serialize(canonical(before)));
            const shown = events.find(({ id }) => id === before.eventId);
            expect(isDeepStrictEqual(before.object, readObject(shown))).to.equal(true);
            expect(entries[0]?.outcome).to.equal("applied");
            expect(after).to.include({ status: "canceled", eventId: cancelled.id });
            expect(isDeepStrictEqual(after.object, readObject(cancelled))).to.equal(true);
        });

        await fc.assert(property, { seed: 10, numRuns: 25 });
    });

    it("is recorded without what is nested deeper than 500 levels: with what is queried, and the reason", async () => {
        for (const levels of [600, 5_000, 100_000]) {
            const deep = JSON.parse(`${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`) as Hash;
            const object = {
                id: `sub_${levels}`,
                object: "subscription",
                customer: "cus_1",
                status: "active",
                metadata: deep,
            };

            const { item, entries } = await record([updated(object, `evt_${levels}`, { metadata: deep })]);

            expect(item).to.include({ status: "active", customerId: "cus_1", truncated: true });
            expect(item.object).to.deep.equal({
                id: object.id,
                object: "subscription",
                customer: "cus_1",
                status: "active",
            });
            expect(entries[0]).to.include({
                outcome: "applied",
                reason: "the object's first event; members of the object with more than 500 levels are left out",
            });
        }
    });

    it("fits an item, however much of it there is", async () => {
        const members = (count: number, member: unknown) =>
            Object.fromEntries(Array.from({ length: count }, (_, n) => [`member_${n}`, member]));
        const large: [what: string, objects: Hash[]][] = [
            ["many members, and events that have none of them", [{}, {}, {}, {}, {}, members(8_000, 1)]],
            ["the largest text", [{ note: "é".repeat(150_000) }, { note: "x".repeat(299_000) }]],
            [
                "text that takes more in JSON",
                [
                    Object.fromEntries([
                        ["__proto__", 1],
                        ["note", "\u0001".repeat(160_000)],
                    ]),
                ],
            ],
            ["members that take less in JSON", [members(5_000, [1, 2, 3]), { ...members(5_000, [1, 2, 3]), $json: 1 }]],
            ["many numbers that are not exact", [members(5_000, 1e21), members(5_000, -0)]],
            ["a second before", [{ note: "x".repeat(300_000) }, { note: "y".repeat(40_000), created: 999 }]],
        ];
        for (const [index, [what, objects]] of large.entries()) {
            const long = "n".repeat(200);
            const events = objects.map((object, n) =>
                stripeEvent(
                    {
                        ...object,
                        id: `x_${index}${long}`,
                        object: `kind${long}`,
                        status: long,
                        customer: `cus_${long}`,
                    },
                    {
                        id: `evt_${index}_${n}${long}`,
                        type: `x.${long}`,
                        apiVersion: `2026${long}`,
                        created: object.created === 999 ? 999 : 1000,
                        previous: { note: "p".repeat(40_000 - n) },
                    },
                ),
            );

            const { item, entries } = await record(events);

            expect(isDeepStrictEqual(item, deliver(events)), what).to.equal(true);
            expect(entries, what).to.have.length(events.length);
        }
    });
});
