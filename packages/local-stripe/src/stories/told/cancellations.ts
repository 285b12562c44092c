import { cancel, cancelAtPeriodEnd } from "../chapters/cancel";
import { untilPeriodEnd } from "../chapters/renew";
import { signUp } from "../chapters/sign-up";
import { subscribe } from "../chapters/subscribe";
import { offers } from "../offers";
import { day, type Story } from "../story";

const atPeriodEnd: Story = {
    name: "cancel-at-period-end",
    about: "The customer cancels, and has what is paid for until the period ends.",
    days: 8,
    *tell(world) {
        const subscribed = yield* subscribe(world, yield* signUp(world, offers.pro));
        yield 3 * day;
        cancelAtPeriodEnd(world, subscribed, { reason: "cancellation_requested", feedback: "too_expensive" });
        yield untilPeriodEnd(world, subscribed);
        cancel(world, subscribed, { reason: "cancellation_requested", feedback: "too_expensive" });
    },
};

const cancelAndReturn: Story = {
    name: "cancel-and-return",
    about: "The customer cancels at once, and subscribes to another plan days later.",
    days: 8,
    *tell(world) {
        const customer = yield* signUp(world, offers.pro);
        const first = yield* subscribe(world, customer);
        yield 2 * day;
        cancel(world, first, { reason: "cancellation_requested", feedback: "switched_service" });
        yield 5 * day;
        yield* subscribe(world, { ...customer, offer: offers.business });
    },
};

export const cancellations: readonly Story[] = [atPeriodEnd, cancelAndReturn];
