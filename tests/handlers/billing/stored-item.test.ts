import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";

import type { Hash } from "../../../handlers/billing/canonical";
import { decide } from "../../../handlers/billing/decide";
import { fromStoredItem, readStoredItem, toStoredItem, type ItemWrite } from "../../../handlers/billing/stored-item";
import { makeEvent, seededRandom } from "stripe-events";
import { deliver } from "./deliver";
import { stripeEvent } from "./stripe-event";

const throughTable = (stored: Hash): Hash => unmarshall(marshall(stored));
const journal: ItemWrite[] = [
    {
        id: "evt_1",
        type: "customer.subscription.updated",
        outcome: "applied",
        reason: "the object's first event",
        at: 1,
    },
];

describe("an item as the state table holds it", () => {
    const renewed = () =>
        deliver(
            [0, 1].map((month) => ({
                ...makeEvent("customer.subscription.updated", {
                    random: seededRandom("the same ids"),
                    created: 1_790_000_000 + month * 2_592_000,
                    ids: { subscription: "sub_1" },
                }),
                id: `evt_${month}`,
            })),
        );

    it("comes back as it was, with its last writes", () => {
        const item = renewed();

        expect(readStoredItem(throughTable(toStoredItem(item, journal)))).to.deep.equal({ item, journal });
        expect(fromStoredItem(throughTable(toStoredItem(item)))).to.deep.equal(item);
    });

    it("takes little for what is remembered, where its parts say the same as the object", () => {
        const { memory } = renewed();
        const stored = toStoredItem(renewed(), Array<ItemWrite>(8).fill(journal[0] as ItemWrite));

        expect(JSON.stringify(memory).length).to.be.greaterThan(3000);
        expect((stored.memory as Uint8Array).length).to.be.lessThan(700);
    });

    it("says what to do when somebody changed the object, which the memory is packed by", () => {
        const stored = throughTable(toStoredItem(renewed()));
        const changed: Hash = { ...stored, object: { ...(stored.object as Hash), status: "paused" } };

        expect(() => fromStoredItem(changed)).to.throw(
            "the memory of platform#subscription#sub_1 belongs to another object: was the item changed by hand? " +
                "Remove its attribute memory, and redrive the event",
        );
        const { memory: _memory, ...without } = changed;
        const mended = fromStoredItem(without);
        const next = makeEvent("customer.subscription.updated", {
            created: 1_800_000_000,
            ids: { subscription: "sub_1" },
        });
        expect(decide(mended, next)).to.deep.include({
            outcome: "applied",
            reason: "newer than customer.subscription.updated evt_1",
        });
    });

    it("holds in maps what takes too much room packed", () => {
        // Text of many different characters: packing gains little.
        const noise = (seed: number) =>
            Array.from({ length: 45_000 }, (_, index) =>
                String.fromCodePoint(0x4e00 + ((index * 7919 * seed + index * index) % 20_000)),
            ).join("");
        const item = deliver(
            [1, 2].map((seed) =>
                stripeEvent({ id: "x_1", object: "thing", note: noise(seed) }, { id: `evt_${seed}`, created: 1000 }),
            ),
        );

        const stored = toStoredItem(item, journal);

        expect(stored.memory).to.have.property("seconds");
        expect(readStoredItem(throughTable(stored))).to.deep.equal({ item, journal });
    });
});
