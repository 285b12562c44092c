import { expect } from "chai";

import { StripeState } from "../../src/state/stripe-state";
import { stories } from "../../src/stories/stories";
import { Telling } from "../../src/stories/telling";
import { type Description, readDescription } from "../openapi/description";
import { findFaults } from "../openapi/schema";

describe("stories' objects, by Stripe's OpenAPI description (needs STRIPE_OPENAPI_SPEC, or Go's module of stripe-mock)", () => {
    let description: Description;

    before(function () {
        const read = readDescription();
        if (read === undefined) {
            this.skip();
        }
        description = read;
    });

    for (const story of stories) {
        it(`are as described in every event of ${story.name}`, () => {
            const { schemas } = description.components;
            const state = new StripeState();
            const telling = new Telling(state, story, "1", Math.floor(Date.now() / 1000));
            const faults = new Set<string>();

            while (!telling.isOver) {
                for (const { type, data } of telling.step()) {
                    const { object } = data.object;
                    // Deleted ones are described apart, and previews of invoices have no id.
                    if (data.object.deleted !== true && type !== "invoice.upcoming") {
                        findFaults(data.object, schemas[object] ?? {}, schemas, object).forEach((one) =>
                            faults.add(one),
                        );
                    }
                }
            }

            state.close();
            expect([...faults]).to.deep.equal([]);
        });
    }
});
