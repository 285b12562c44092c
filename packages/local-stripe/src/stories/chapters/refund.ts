import { newId, objects, randomText } from "stripe-events";
import { scene, type Subscriber } from "../subscriber";
import type { World } from "../world";

/** Gives back a part of a charge, or all that is left. Returns the refund's id. */
export function giveBack(world: World, who: Subscriber, chargeId: string, part = 1): string {
    const { amount, amount_refunded, payment_intent, payment_method } = world.get(
        "charge",
        chargeId,
    ) as unknown as Paid;
    const given = part === 1 ? amount - amount_refunded : Math.round(amount * part);
    const ids = { charge: chargeId, paymentIntent: payment_intent, paymentMethod: payment_method };
    const made = objects.refund(
        scene(world, who, { ids: { ...ids, refund: newId("refund", world.random) }, amount: given }),
    );
    world.create(made, "refund.created");
    const refunded = amount_refunded + given;
    world.update("charge", chargeId, { amount_refunded: refunded, refunded: refunded === amount }, "charge.refunded");
    return made.id;
}

/** The customer's bank has given the refund its reference. */
export function refundArrives(world: World, id: string): void {
    const { destination_details } = world.get("refund", id) as unknown as { destination_details: { card: object } };
    const card = {
        ...destination_details.card,
        reference: randomText(world.random, 23).toUpperCase(),
        reference_status: "available",
    };
    const changes = { destination_details: { ...destination_details, card } };
    world.update("refund", id, changes, "refund.updated", "charge.refund.updated");
}

interface Paid {
    amount: number;
    amount_refunded: number;
    payment_intent: string;
    payment_method: string;
}
