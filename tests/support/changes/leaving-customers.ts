import type { Choose } from "stripe-events";
import { shuffled } from "../chaos/workload";

type StripeEvent = { id: string; type: string } & Record<string, unknown>;

/** Customers with two subscriptions, of which one ended earlier and the other, their last, is cancelled. */
export interface LeavingCustomers {
    customers: string[];
    /** What happens, in stages: each begins when the one before is in the state. */
    stages: {
        /** In any order, the last stage's with what comes late and twice. */
        events: StripeEvent[];
        /** The ids of those that change the status of a subscription. */
        changes: string[];
    }[];
}

export function makeLeavingCustomers(count: number, choose: Choose): LeavingCustomers {
    const customers = Array.from({ length: count }, (_, index) => `cus_leaving${index}`);
    const all = customers.map((customer, index) => {
        const subscription =
            (name: string) =>
            (type: string, created: number, status: string, fields: object = {}) => ({
                id: `evt_${name}${index}_${created}`,
                object: "event",
                type: `customer.subscription.${type}`,
                created,
                livemode: false,
                data: {
                    object: {
                        id: `sub_${name}${index}`,
                        object: "subscription",
                        customer,
                        status,
                        metadata: {},
                        ...fields,
                    },
                },
            });
        const [former, last] = [subscription("former"), subscription("last")];
        return {
            begin: [former("created", 1000, "active"), last("created", 1001, "active")],
            formerEnd: former("deleted", 1002, "canceled"),
            late: last("updated", 1500, "active", { metadata: { seats: "2" } }),
            end: last("deleted", 2000, "canceled"),
        };
    });
    const stage = (changing: StripeEvent[], others: StripeEvent[] = []) => ({
        events: shuffled([...changing, ...others], choose),
        changes: changing.map(({ id }) => id),
    });
    const begins = all.flatMap(({ begin }) => begin);
    const formerEnds = all.map(({ formerEnd }) => formerEnd);
    const ends = all.map(({ end }) => end);
    const late = all.flatMap((one) => [one.late, one.late]);
    return {
        customers,
        stages: [stage(begins), stage(formerEnds), stage(ends, [...ends, ...late, ...begins, ...formerEnds])],
    };
}
