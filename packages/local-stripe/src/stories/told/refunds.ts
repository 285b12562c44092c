import { openInquiry, openDispute, answerDispute, winDispute } from "../chapters/dispute";
import { giveBack, refundArrives } from "../chapters/refund";
import { signUp } from "../chapters/sign-up";
import { type Subscribed, subscribe } from "../chapters/subscribe";
import { offers } from "../offers";
import { type Chapter, day, hour, type Story } from "../story";
import type { World } from "../world";

const refund: Story = {
    name: "refund",
    about: "The customer gets all of a charge back.",
    days: 6,
    *tell(world) {
        const { who, charge } = yield* paid(world);
        yield 2 * day;
        const id = giveBack(world, who, charge);
        yield 3 * day;
        refundArrives(world, id);
    },
};

const partialRefund: Story = {
    name: "partial-refund",
    about: "The customer gets a third of a charge back, and later the rest.",
    days: 4,
    *tell(world) {
        const { who, charge } = yield* paid(world);
        yield day;
        giveBack(world, who, charge, 1 / 3);
        yield 2 * day;
        giveBack(world, who, charge);
    },
};

const refundAfterDispute: Story = {
    name: "refund-after-dispute",
    about: "The customer's bank asks about a charge; it is refunded, and the inquiry is closed.",
    days: 11,
    *tell(world) {
        const { who, charge } = yield* paid(world);
        yield 4 * day;
        const id = openInquiry(world, who, charge);
        yield day + 3 * hour;
        giveBack(world, who, charge);
        yield 5 * day;
        const changes = { is_charge_refundable: false, status: "warning_closed" };
        world.update("dispute", id, changes, "charge.dispute.closed");
    },
};

const disputeWon: Story = {
    name: "dispute-won",
    about: "The customer's bank takes a charge back; the business proves its case and gets it again.",
    days: 17,
    *tell(world) {
        const { who, charge } = yield* paid(world);
        yield 4 * day;
        const id = openDispute(world, who, charge);
        yield 2 * day;
        answerDispute(world, id);
        yield 10 * day;
        winDispute(world, who, id);
    },
};

/** A customer who subscribed, and paid. */
function* paid(world: World): Chapter<Subscribed & { charge: string }> {
    const subscribed = yield* subscribe(world, yield* signUp(world, offers.pro));
    return { ...subscribed, charge: subscribed.charge ?? "" };
}

export const refunds: readonly Story[] = [refund, partialRefund, refundAfterDispute, disputeWon];
