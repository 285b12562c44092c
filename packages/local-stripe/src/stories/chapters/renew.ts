import { pick } from "stripe-events";
import { pricing } from "../offers";
import { type Chapter, day, hour, period } from "../story";
import { scene } from "../subscriber";
import type { World } from "../world";
import { type Bill, declineBill, draftBill, finalizeBill, payBill } from "./bill";
import { changeItems } from "./items";
import { periodLine } from "./invoice-lines";
import type { Subscribed } from "./subscribe";

/** Begins the next period, with a draft of its invoice. To be told when the last one ends. */
export function beginPeriod(
    world: World,
    subscribed: Subscribed,
    changes: Readonly<Record<string, unknown>> = {},
): Bill {
    const { who, id } = subscribed;
    const [start, end] = [subscribed.periodEnd, subscribed.periodEnd + period];
    const bill = draftBill(world, who, "subscription_cycle", [periodLine(world, who, start, end)]);
    // At the offer that the customer now has.
    const sold = pricing(world, scene(world, who));
    const items = changeItems(world, id, { ...sold, current_period_start: start, current_period_end: end });
    world.update(
        "subscription",
        id,
        { items, latest_invoice: bill.ids.invoice, ...changes },
        "customer.subscription.updated",
    );
    subscribed.periodEnd = end;
    return bill;
}

/** The next period begins, and an hour later its invoice is final. */
export function* renew(
    world: World,
    subscribed: Subscribed,
    changes: Readonly<Record<string, unknown>> = {},
): Chapter<Bill> {
    const bill = beginPeriod(world, subscribed, changes);
    yield hour;
    finalizeBill(world, subscribed.who, bill);
    yield pick(world.random, [0, 0, 1, 2]);
    return bill;
}

/** The card pays for the period, as it should. */
export function* renewAndPay(
    world: World,
    subscribed: Subscribed,
    changes: Readonly<Record<string, unknown>> = {},
): Chapter {
    const bill = yield* renew(world, subscribed, changes);
    subscribed.charge = payBill(world, subscribed.who, bill);
}

/** When Stripe tries a declined card again: after so long, each time. */
const retries = [2 * day, 3 * day] as const;

/** The card is declined, and again at the first retry; the next one is due then. The subscription is past due from then on. */
export function* failToPay(world: World, subscribed: Subscribed, bill: Bill): Chapter {
    const { who, id } = subscribed;
    for (const wait of retries) {
        declineBill(world, who, bill, world.now + wait);
        if (world.get("subscription", id).status !== "past_due") {
            world.update("subscription", id, { status: "past_due" }, "customer.subscription.updated");
            world.update("customer", who.ids.customer ?? "", { delinquent: true }, "customer.updated");
        }
        yield wait;
    }
}

/** Seconds from now until the subscription's period ends. */
export function untilPeriodEnd(world: World, { periodEnd }: Subscribed): number {
    return periodEnd - world.now;
}
