import { finalizeBill, payBill } from "../chapters/bill";
import { changeOffer } from "../chapters/change-offer";
import { billDifference } from "../chapters/prorate";
import { beginSchedule, releaseSchedule } from "../chapters/schedule";
import { renewAndPay, untilPeriodEnd } from "../chapters/renew";
import { signUp } from "../chapters/sign-up";
import { subscribe } from "../chapters/subscribe";
import { offers } from "../offers";
import { day, type Story } from "../story";

const upgradeMidCycle: Story = {
    name: "upgrade-mid-cycle",
    about: "The customer takes the bigger plan within the period, and pays the difference at once.",
    days: 8,
    *tell(world) {
        const customer = yield* signUp(world, offers.starter);
        const subscribed = yield* subscribe(world, customer);
        yield 3 * day;
        const before = { ...subscribed.who };
        const change = changeOffer(world, subscribed, offers.business);
        const bill = billDifference(world, before, subscribed);
        const changes = { ...change, latest_invoice: bill.ids.invoice };
        world.update("subscription", subscribed.id, changes, "customer.subscription.updated");
        finalizeBill(world, subscribed.who, bill);
        yield 1;
        payBill(world, subscribed.who, bill);
        yield untilPeriodEnd(world, subscribed);
        yield* renewAndPay(world, subscribed);
    },
};

const downgradeAtPeriodEnd: Story = {
    name: "downgrade-at-period-end",
    about: "The customer takes the smaller plan, by a schedule that changes it when the period ends.",
    days: 15,
    *tell(world) {
        const customer = yield* signUp(world, offers.business);
        const subscribed = yield* subscribe(world, customer);
        yield 2 * day;
        const schedule = beginSchedule(world, subscribed, offers.starter);
        yield untilPeriodEnd(world, subscribed);
        yield* renewAndPay(world, subscribed, changeOffer(world, subscribed, offers.starter));
        yield untilPeriodEnd(world, subscribed);
        releaseSchedule(world, subscribed, schedule);
        yield* renewAndPay(world, subscribed);
    },
};

export const planChanges: readonly Story[] = [upgradeMidCycle, downgradeAtPeriodEnd];
