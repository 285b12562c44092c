import { measureEventUnits, type EventUnits } from "./event-units";
import { MeteredCloud } from "./metered-cloud";
import { readRequestsPerSecond } from "./parts";
import { customerEvents } from "./sample";
import { standingUsage } from "./standing";
import { secondsPerMonth, type Usage } from "./usage";

/** What the program costs, by what comes to it. */
export interface Costs {
    /** How many events of the sample what follows is the mean of. */
    sampled: number;
    callMs: number;
    /** What a million requests use: events that are new, the same once more, and forged ones. */
    perMillion: { fresh: Usage; repeated: Usage; forged: Usage };
    /** What the stack uses in a month by being there. */
    standing: Usage;
    /** What DynamoDB does for each event of a subscription of 5 KB. */
    subscription: EventUnits[];
    /** How many requests a second API Gateway lets in. */
    requestsPerSecond: number;
}

export const million = 1_000_000;
/** An assumption, in milliseconds: two calls of AWS and some work on a warm, small function. */
export const defaultCallMs = 50;

/**
 * Runs a customer's events through the program on a local cloud, and counts what AWS would bill.
 *
 * @param callMs how long a call of a function is taken to last, in milliseconds
 */
export async function measureCosts(callMs: number): Promise<Costs> {
    const cloud = await MeteredCloud.start();
    try {
        const requestsPerSecond = readRequestsPerSecond(cloud.resources);
        const steady = { callMs, perSecond: million / secondsPerMonth };
        const events = customerEvents("measured");
        const perMillion = (usage: Usage) => usage.times(million / events.length);
        // Another customer's first, so that no function starts while it is measured.
        await cloud.measure(customerEvents("first"), steady);
        const fresh = await cloud.measure(events, steady);
        const standing = standingUsage(cloud.resources, await cloud.customMetrics());
        const repeated = await cloud.measure(events, steady);
        const flood = { callMs, perSecond: requestsPerSecond, secret: "whsec_forged" };
        const forged = await cloud.measure(events, flood);
        const subscription = await measureEventUnits(cloud);
        return {
            sampled: events.length,
            callMs,
            perMillion: { fresh: perMillion(fresh), repeated: perMillion(repeated), forged: perMillion(forged) },
            standing,
            subscription,
            requestsPerSecond,
        };
    } finally {
        await cloud.stop();
    }
}
