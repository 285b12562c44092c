import { declineBill, payBill } from "../chapters/bill";
import { cancel } from "../chapters/cancel";
import { failToPay, renew, renewAndPay, untilPeriodEnd } from "../chapters/renew";
import { replaceCard, signUp } from "../chapters/sign-up";
import { subscribe } from "../chapters/subscribe";
import { upcomingInvoice } from "../chapters/upcoming";
import { offers } from "../offers";
import { day, type Story } from "../story";

const renewal: Story = {
    name: "renewal",
    about: "The customer subscribes, and the card pays again for the second and the third period.",
    days: 15,
    *tell(world) {
        const customer = yield* signUp(world, offers.pro);
        const subscribed = yield* subscribe(world, customer);
        for (let periods = 0; periods < 2; periods++) {
            yield untilPeriodEnd(world, subscribed) - 3 * day;
            world.emit("invoice.upcoming", upcomingInvoice(world, subscribed));
            yield 3 * day;
            yield* renewAndPay(world, subscribed);
        }
    },
};

const renewalFailsThenPays: Story = {
    name: "renewal-fails-then-pays",
    about: "The card is declined at the renewal; a new one pays, and the subscription is active again.",
    days: 13,
    *tell(world) {
        const customer = yield* signUp(world, offers.business);
        const subscribed = yield* subscribe(world, customer);
        const { who, id } = subscribed;
        yield untilPeriodEnd(world, subscribed);
        const bill = yield* renew(world, subscribed);
        yield* failToPay(world, subscribed, bill);
        replaceCard(world, who);
        yield 5;
        subscribed.charge = payBill(world, who, bill);
        world.update("subscription", id, { status: "active" }, "customer.subscription.updated");
        world.update("customer", who.ids.customer ?? "", { delinquent: false }, "customer.updated");
    },
};

const renewalFailsThenCancels: Story = {
    name: "renewal-fails-then-cancels",
    about: "The card is declined at the renewal and at both retries, so Stripe cancels the subscription.",
    days: 13,
    *tell(world) {
        const customer = yield* signUp(world, offers.starter);
        const subscribed = yield* subscribe(world, customer);
        yield untilPeriodEnd(world, subscribed);
        const bill = yield* renew(world, subscribed);
        yield* failToPay(world, subscribed, bill);
        declineBill(world, subscribed.who, bill, null);
        cancel(world, subscribed, { reason: "payment_failed" });
    },
};

export const renewals: readonly Story[] = [renewal, renewalFailsThenPays, renewalFailsThenCancels];
