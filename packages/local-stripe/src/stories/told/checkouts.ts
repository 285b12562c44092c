import { newId, objects } from "stripe-events";
import { addCard } from "../chapters/sign-up";
import { subscribe } from "../chapters/subscribe";
import { offers } from "../offers";
import { day, minute, type Story } from "../story";
import { draw, scene, type Subscriber } from "../subscriber";
import type { World } from "../world";

const checkoutToActive: Story = {
    name: "checkout-to-active",
    about: "Somebody subscribes on Stripe's payment page, and is a customer with an active subscription.",
    days: 1,
    *tell(world) {
        const who = draw(world, offers.pro);
        const session = openSession(world, who);
        yield 4 * minute;
        const made = objects.customer(scene(world, who));
        const settings = { ...made.invoice_settings, default_payment_method: null };
        world.create({ ...made, invoice_settings: settings, next_invoice_sequence: 1 }, "customer.created");
        addCard(world, who);
        const { id, who: subscriber } = yield* subscribe(world, who);
        const complete = {
            ...objects.checkoutSession(scene(world, subscriber)),
            invoice: world.get("subscription", id).latest_invoice,
        };
        const { customer: person, customer_details, invoice, payment_status, status, subscription } = complete;
        world.update(
            "checkout.session",
            session,
            { customer: person, customer_details, invoice, payment_status, status, subscription, url: null },
            "checkout.session.completed",
        );
    },
};

const checkoutExpires: Story = {
    name: "checkout-expires",
    about: "Somebody leaves Stripe's payment page without paying, and a day later it expires.",
    days: 2,
    *tell(world) {
        const session = openSession(world, draw(world, offers.starter));
        yield day;
        const changes = { status: "expired", url: null };
        world.update("checkout.session", session, changes, "checkout.session.expired");
    },
};

/** The payment page, on which nobody has done anything yet. Stripe makes no event of that. */
function openSession(world: World, who: Subscriber): string {
    const id = newId("checkoutSession", world.random);
    world.create({
        ...objects.checkoutSession(scene(world, who, { ids: { checkoutSession: id } })),
        customer: null,
        customer_details: null,
        invoice: null,
        payment_status: "unpaid",
        status: "open",
        subscription: null,
        url: `https://checkout.stripe.com/c/pay/${id}`,
    });
    return id;
}

export const checkouts: readonly Story[] = [checkoutToActive, checkoutExpires];
