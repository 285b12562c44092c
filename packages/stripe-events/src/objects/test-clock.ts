import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function testClock(scene: Scene): JsonShape<Stripe.TestHelpers.TestClock> {
    return {
        id: scene.id("testClock"),
        object: "test_helpers.test_clock",
        created: scene.born,
        deletes_after: scene.born + 30 * 24 * 60 * 60,
        frozen_time: scene.born,
        livemode: false,
        name: "Renewals",
        status: "ready",
        status_details: {},
    };
}
