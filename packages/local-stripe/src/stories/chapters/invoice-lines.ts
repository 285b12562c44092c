import { newId, objects, type Scene } from "stripe-events";
import { scene, type Subscriber } from "../subscriber";
import type { World } from "../world";

export type Line = ReturnType<typeof objects.invoiceLine>;

/** A line for seats through a period. */
export function periodLine(world: World, who: Subscriber, start: number, end: number): Line {
    const about = newLine(world, who);
    const line = objects.invoiceLine(about);
    return { ...line, description: weekly(line.description), period: { start, end } };
}

/** The line of a trial, which costs nothing. */
export function trialLine(world: World, who: Subscriber, end: number): Line {
    const line = periodLine(world, who, world.now, end);
    return { ...line, amount: 0, subtotal: 0, description: `Trial period for ${who.offer.name}` };
}

/**
 * A line for the rest of a period.
 *
 * @param amount what it costs; negative for time that is not used after all
 * @param invoiceItem the id of the item that it bills
 */
export function prorationLine(
    world: World,
    who: Subscriber,
    given: { amount: number; end: number; invoiceItem: string },
): Line {
    const { amount, end, invoiceItem } = given;
    const line = periodLine(world, who, world.now, end);
    const what = amount < 0 ? "Unused time" : "Remaining time";
    const details = line.parent?.subscription_item_details;
    return {
        ...line,
        amount,
        subtotal: amount,
        description: `${what} on ${who.quantity} × ${who.offer.name}`,
        discountable: false,
        parent: line.parent && {
            ...line.parent,
            subscription_item_details: details ? { ...details, invoice_item: invoiceItem, proration: true } : null,
        },
    };
}

function newLine(world: World, who: Subscriber): Scene {
    return scene(world, who, { ids: { invoiceLine: newId("invoiceLine", world.random) } });
}

function weekly(text: string | null): string | null {
    return text?.replace("/ month", "/ week") ?? null;
}
