import { between, newId, objects } from "stripe-events";
import { type Chapter, minute } from "../story";
import { draw, scene, type Subscriber } from "../subscriber";
import type { World } from "../world";

/** Somebody becomes a customer: their record, and their card unless `card` is false. */
export function* signUp(world: World, offer: Subscriber["offer"], { card = true } = {}): Chapter<Subscriber> {
    const who = draw(world, offer);
    const made = objects.customer(scene(world, who));
    const settings = { ...made.invoice_settings, default_payment_method: null };
    world.create({ ...made, invoice_settings: settings, next_invoice_sequence: 1 }, "customer.created");
    if (card) {
        yield between(world.random, 20, 3 * minute);
        addCard(world, who);
    }
    yield between(world.random, 0, 20);
    return who;
}

/** The customer's card is kept, and from now on pays their invoices. */
export function addCard(world: World, who: Subscriber): void {
    const card = objects.paymentMethod(scene(world, who));
    world.create(card, "payment_method.attached");
    preferCard(world, who, card.id);
}

/** Makes a card the one that pays the customer's invoices. */
export function preferCard(world: World, { ids }: Subscriber, card: string): void {
    const { invoice_settings: before } = world.get("customer", ids.customer ?? "");
    const settings = { ...(before as object), default_payment_method: card };
    world.update("customer", ids.customer ?? "", { invoice_settings: settings }, "customer.updated");
}

/** The customer pays with another card from now on, and the old one is forgotten. */
export function replaceCard(world: World, who: Subscriber): void {
    const old = who.ids.paymentMethod ?? "";
    who.ids = { ...who.ids, paymentMethod: newId("paymentMethod", world.random) };
    addCard(world, who);
    world.update("payment_method", old, { customer: null }, "payment_method.detached");
}
