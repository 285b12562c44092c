import { objects } from "stripe-events";
import { period } from "../story";
import { scene } from "../subscriber";
import type { World } from "../world";
import { periodLine } from "./invoice-lines";
import type { Subscribed } from "./subscribe";

/** A preview of the next period's invoice. It has no id, for it is not made yet. */
export function upcomingInvoice(world: World, { who, periodEnd }: Subscribed): object {
    const line = periodLine(world, who, periodEnd, periodEnd + period);
    const { id: _, ...preview } = objects.invoice(scene(world, who));
    return {
        ...preview,
        billing_reason: "upcoming",
        created: periodEnd,
        lines: { ...preview.lines, data: [{ ...line, invoice: null }] },
        next_payment_attempt: periodEnd,
    };
}
