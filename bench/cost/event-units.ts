import type { MeteredCloud } from "./metered-cloud";
import { subscriptionLife } from "./subscription";
import type { Usage } from "./usage";

/** What DynamoDB does for one event. */
export interface EventUnits {
    what: string;
    writes: { state: number; indexes: number; ledger: number };
    reads: number;
    calls: number;
}

/** Counts what DynamoDB does for each event in the life of a subscription. */
export async function measureEventUnits(cloud: MeteredCloud): Promise<EventUnits[]> {
    const units: EventUnits[] = [];
    for (const { what, event } of subscriptionLife()) {
        const usage = await cloud.measure([event], { callMs: 1, perSecond: 1 });
        units.push({
            what,
            writes: {
                state: sumUnits(usage, "tableWrite", /billing-state$/),
                indexes: sumUnits(usage, "tableWrite", /billing-state, index/),
                ledger: sumUnits(usage, "tableWrite", /billing-ledger/),
            },
            reads: sumUnits(usage, "tableRead", /./),
            calls: cloud.tableCalls,
        });
    }
    return units;
}

function sumUnits(usage: Usage, price: "tableWrite" | "tableRead", item: RegExp): number {
    return usage
        .list()
        .filter((used) => used.price === price && item.test(used.item))
        .reduce((sum, { quantity }) => sum + quantity, 0);
}
