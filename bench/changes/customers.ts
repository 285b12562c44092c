import { seededChooser } from "stripe-events";

import { makeLeavingCustomers } from "../../tests/support/changes/leaving-customers";
import { ChangesRun } from "./changes-run";

/** Customers whose last subscription is cancelled, and whose accounts a handler closes. */
export interface Customers {
    customers: number;
    /** Events put on the bus, with what comes late and twice. */
    events: number;
    seconds: number;
    /** Whose account `store.on` did not close. */
    open: string[];
    /** Whose account it closed more than once. */
    closedTwice: string[];
    /** How many the same handler left open that `bus.on` calls beside the recorder, when it was first called for the event. */
    openTooEarly: number;
}

/** Whether each account is closed, and once; beside a handler of events that asks the state at once. */
export async function closeAccounts(count: number, seed: number): Promise<Customers> {
    const { customers, stages } = makeLeavingCustomers(count, seededChooser(seed));
    const run = await ChangesRun.start("close accounts");
    try {
        const began = performance.now();
        for (const { events, changes } of stages) {
            await run.put(events);
            await run.handled(changes);
        }
        await run.handled(stages[2]?.changes ?? [], "too-early");
        const seconds = (performance.now() - began) / 1000;
        const closed = run.told.get("access")?.flatMap((told) => told.closed ?? []) ?? [];
        const ends = stages[2]?.changes ?? [];
        const firsts = ends.flatMap((id) => run.told.get("too-early")?.find(({ handled }) => handled === id) ?? []);
        const times = new Map(customers.map((customer) => [customer, 0]));
        closed.forEach((customer) => times.set(customer, (times.get(customer) ?? 0) + 1));
        const having = (wanted: (times: number) => boolean) =>
            [...times].filter(([, one]) => wanted(one)).map(([customer]) => customer);
        return {
            customers: count,
            events: stages.reduce((sum, { events }) => sum + events.length, 0),
            seconds,
            open: having((one) => one === 0),
            closedTwice: having((one) => one > 1),
            openTooEarly: firsts.filter(({ closed: customer }) => customer === undefined).length,
        };
    } finally {
        await run.stop();
    }
}
