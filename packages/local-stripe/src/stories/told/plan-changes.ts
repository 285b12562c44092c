import { finalizeBill, payBill } from "../chapters/bill";
import { changeItems } from "../chapters/items";
import { billDifference } from "../chapters/prorate";
import { beginSchedule, releaseSchedule } from "../chapters/schedule";
import { renewAndPay, untilPeriodEnd } from "../chapters/renew";
import { signUp } from "../chapters/sign-up";
import { subscribe } from "../chapters/subscribe";
import { offers, pricing } from "../offers";
import { day, type Story } from "../story";
import { scene } from "../subscriber";

const upgradeMidCycle: Story = {
    name: "upgrade-mid-cycle",
    about: "The customer takes the bigger plan within the period, and pays the difference at once.",
    days: 8,
    *tell(world) {
        const customer = yield* signUp(world, offers.starter);
        const subscribed = yield* subscribe(world, customer);
        yield 3 * day;
        const { who, id } = subscribed;
        const before = { ...who };
        who.offer = offers.business;
        const items = changeItems(world, id, pricing(world, scene(world, who)));
        const bill = billDifference(world, before, subscribed);
        const changes = { items, latest_invoice: bill.ids.invoice };
        world.update("subscription", id, changes, "customer.subscription.updated");
        finalizeBill(world, who, bill);
        yield 1;
        payBill(world, who, bill);
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
        subscribed.who.offer = offers.starter;
        yield* renewAndPay(world, subscribed);
        yield untilPeriodEnd(world, subscribed);
        releaseSchedule(world, subscribed, schedule);
        yield* renewAndPay(world, subscribed);
    },
};

export const planChanges: readonly Story[] = [upgradeMidCycle, downgradeAtPeriodEnd];
