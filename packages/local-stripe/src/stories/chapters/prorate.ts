import { newId, objects } from "stripe-events";
import { period } from "../story";
import { periodAmount, scene, type Subscriber } from "../subscriber";
import type { World } from "../world";
import { type Bill, draftBill } from "./bill";
import { type Line, prorationLine } from "./invoice-lines";
import type { Subscribed } from "./subscribe";

/**
 * Bills what the rest of the period costs more than before.
 *
 * @param before the subscriber as they were until now
 */
export function billDifference(world: World, before: Subscriber, { who, periodEnd }: Subscribed): Bill {
    const rest = (periodEnd - world.now) / period;
    const lines = [
        prorate(world, before, -Math.round(periodAmount(before) * rest), periodEnd),
        prorate(world, who, Math.round(periodAmount(who) * rest), periodEnd),
    ];
    return draftBill(world, who, "subscription_update", lines);
}

function prorate(world: World, who: Subscriber, amount: number, end: number): Line {
    const id = newId("invoiceItem", world.random);
    const line = prorationLine(world, who, { amount, end, invoiceItem: id });
    const item = {
        ...objects.invoiceItem(scene(world, who, { ids: { invoiceItem: id } })),
        amount,
        description: line.description,
        discountable: false,
        net_amount: amount,
        period: line.period,
        pricing: line.pricing,
        proration: true,
        quantity: who.quantity,
        quantity_decimal: who.quantity.toString(),
    };
    world.create(item, "invoiceitem.created");
    return line;
}
