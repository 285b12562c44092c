import { declineBill } from "../chapters/bill";
import { cancel } from "../chapters/cancel";
import { failToPay, renew, renewAndPay, untilPeriodEnd } from "../chapters/renew";
import { addCard, signUp } from "../chapters/sign-up";
import { startTrial } from "../chapters/subscribe";
import { offers } from "../offers";
import { day, hour, type Story } from "../story";

const trialConverts: Story = {
    name: "trial-converts",
    about: "A trial of a week ends, and the customer's card pays for the first period.",
    days: 8,
    *tell(world) {
        const customer = yield* signUp(world, offers.pro);
        const subscribed = startTrial(world, customer, 7 * day);
        yield 4 * day;
        world.emit("customer.subscription.trial_will_end", world.get("subscription", subscribed.id));
        yield untilPeriodEnd(world, subscribed);
        yield* renewAndPay(world, subscribed, { status: "active" });
    },
};

const trialExpiresUnpaid: Story = {
    name: "trial-expires-unpaid",
    about: "A trial ends, the card is declined three times, and the subscription is left unpaid.",
    days: 13,
    *tell(world) {
        const customer = yield* signUp(world, offers.starter);
        const subscribed = startTrial(world, customer, 7 * day);
        yield 4 * day;
        world.emit("customer.subscription.trial_will_end", world.get("subscription", subscribed.id));
        yield untilPeriodEnd(world, subscribed);
        const bill = yield* renew(world, subscribed, { status: "active" });
        yield* failToPay(world, subscribed, bill);
        declineBill(world, subscribed.who, bill, null);
        world.update("subscription", subscribed.id, { status: "unpaid" }, "customer.subscription.updated");
    },
};

const pauseAndResume: Story = {
    name: "pause-and-resume",
    about: "A trial ends without a card, so the subscription pauses; days later a card is added and it resumes.",
    days: 11,
    *tell(world) {
        const customer = yield* signUp(world, offers.pro, { card: false });
        const subscribed = startTrial(world, customer, 7 * day, "pause");
        const { id, who } = subscribed;
        yield 7 * day;
        const events = ["customer.subscription.updated", "customer.subscription.paused"];
        world.update("subscription", id, { status: "paused" }, ...events);
        yield 3 * day - hour;
        addCard(world, who);
        yield 40;
        subscribed.periodEnd = world.now;
        world.update("subscription", id, { billing_cycle_anchor: world.now }, "customer.subscription.updated");
        yield* renewAndPay(world, subscribed);
        const resumed = ["customer.subscription.updated", "customer.subscription.resumed"];
        world.update("subscription", id, { status: "active" }, ...resumed);
    },
};

const cancelDuringTrial: Story = {
    name: "trial-canceled",
    about: "The customer cancels during the trial, and pays nothing.",
    days: 3,
    *tell(world) {
        const customer = yield* signUp(world, offers.business);
        const subscribed = startTrial(world, customer, 7 * day);
        yield 2 * day;
        cancel(world, subscribed, { reason: "cancellation_requested", feedback: "unused" });
    },
};

export const trials: readonly Story[] = [trialConverts, trialExpiresUnpaid, pauseAndResume, cancelDuringTrial];
