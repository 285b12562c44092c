import { replaceCard, signUp } from "../chapters/sign-up";
import { cancel } from "../chapters/cancel";
import { renewAndPay, untilPeriodEnd } from "../chapters/renew";
import { subscribe } from "../chapters/subscribe";
import { offers } from "../offers";
import { day, hour, type Story } from "../story";

const cardReplaced: Story = {
    name: "card-replaced",
    about: "The customer puts another card in the place of the first, and it pays the renewal.",
    days: 8,
    *tell(world) {
        const subscribed = yield* subscribe(world, yield* signUp(world, offers.pro));
        yield 2 * day;
        replaceCard(world, subscribed.who);
        yield untilPeriodEnd(world, subscribed);
        yield* renewAndPay(world, subscribed);
    },
};

const customerDeleted: Story = {
    name: "customer-deleted",
    about: "The customer is deleted, which ends their subscription in the same second.",
    days: 4,
    *tell(world) {
        const subscribed = yield* subscribe(world, yield* signUp(world, offers.starter));
        yield 3 * day;
        cancel(world, subscribed, { reason: "cancellation_requested" });
        world.remove("customer", subscribed.who.ids.customer ?? "", "customer.deleted");
    },
};

const metadataEdits: Story = {
    name: "metadata-edits",
    about: "The business edits metadata, several times in a second and after the subscription has ended.",
    days: 5,
    *tell(world) {
        const subscribed = yield* subscribe(world, yield* signUp(world, offers.business));
        const { id, who } = subscribed;
        const edit = (kind: string, of: string, metadata: Record<string, string>, type: string) =>
            world.update(kind, of, { metadata }, type);
        yield day;
        for (const step of ["invited", "trained", "live"]) {
            edit("subscription", id, { onboarding: step, team: "North" }, "customer.subscription.updated");
        }
        yield hour;
        edit("customer", who.ids.customer ?? "", { crm: "8812", constructor: "yes" }, "customer.updated");
        edit("subscription", id, { team: "North" }, "customer.subscription.updated");
        yield 2 * day;
        cancel(world, subscribed, { reason: "cancellation_requested" });
        edit("subscription", id, { team: "North", lost: "price" }, "customer.subscription.updated");
        yield day;
        edit("customer", who.ids.customer ?? "", {}, "customer.updated");
    },
};

export const customers: readonly Story[] = [cardReplaced, customerDeleted, metadataEdits];
