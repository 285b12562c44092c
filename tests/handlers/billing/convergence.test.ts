import { expect } from "chai";
import fc from "fast-check";
import { kinds, type Life, makeLife } from "stripe-events";
import { canonicalJson } from "../../../handlers/billing/canonical";
import type { BillingItem } from "../../../handlers/billing/item";
import { serialize, deliver, deliverInEveryOrder, shuffled } from "./deliver";

describe("a life history", () => {
    for (const kind of kinds) {
        const lives = fc
            .array(fc.nat({ max: 999_999_999 }), { minLength: 200, maxLength: 200 })
            .map((tape) => makeLife(kind, reader(tape)));

        it(`of a ${kind} ends in the same item in every order, duplicates included`, () => {
            const short = lives.filter((life) => life.events.length <= 7);
            const property = fc.property(short, (life) => {
                const item = deliverInEveryOrder(life.events);

                expectTruth(life, item);
            });

            fc.assert(property, { seed: 4, numRuns: 12, endOnFailure: true });
        });

        it(`of a ${kind} ends in the same item in sampled orders of many events`, () => {
            const property = fc.property(lives, fc.nat(), (life, seed) => {
                const choose = reader([seed, seed >> 3, seed >> 7, seed >> 11, seed >> 17]);
                const inOrder = deliver(life.events);

                const repeated = [...life.events, ...life.events.slice(0, 3)];
                expect(serialize(deliver(shuffled(repeated, choose)))).to.equal(serialize(inOrder));
                expect(serialize(deliver([...repeated].reverse()))).to.equal(serialize(inOrder));
                expectTruth(life, inOrder);
            });

            fc.assert(property, { seed: 4, numRuns: 60, endOnFailure: true });
        });
    }

    it("that values go there and back in, twice in a row, is the one thing that the two seconds kept do not tell", () => {
        const step = (before: string, after: string, id: string, created: number) => ({
            id,
            object: "event",
            type: "customer.updated",
            created,
            data: {
                object: { id: "cus_1", object: "customer", email: after },
                previous_attributes: { email: before },
            },
        });

        const item = deliverInEveryOrder([
            step("b", "a", "evt_1", 1),
            step("a", "b", "evt_5", 2),
            step("b", "a", "evt_4", 2),
            step("a", "b", "evt_3", 3),
            step("b", "a", "evt_2", 3),
        ]);

        expect(item.ambiguous).to.equal(true);
    });
});

/** Where every change is told, or the life cycle tells, the item must be the truth; where not, it says so. */
function expectTruth(life: Life, item: BillingItem): void {
    if (item.ambiguous) {
        expect(life.told).to.equal(false);
        return;
    }
    expect(item.deleted).to.equal(life.truth.deleted);
    expect(canonicalJson(item.object)).to.equal(canonicalJson(life.truth.object));
}

/** Chance that is read from a tape, over and over. */
function reader(tape: readonly number[]): (below: number) => number {
    let position = 0;
    return (below) => (tape[position++ % tape.length] as number) % below;
}
