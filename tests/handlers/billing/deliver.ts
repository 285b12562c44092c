import { expect } from "chai";
import { isHash, type Hash } from "../../../handlers/billing/canonical";
import { decide } from "../../../handlers/billing/decide";
import type { BillingItem } from "../../../handlers/billing/item";
import { fromStoredItem, toStoredItem } from "../../../handlers/billing/stored-item";

/** The item after the events have come in this order. */
export function deliver(events: readonly unknown[]): BillingItem {
    const item = events.reduce<BillingItem | undefined>(after, undefined);
    if (item === undefined) {
        throw new Error("no event made an item");
    }
    return item;
}

/** The item without its count of writes, as text: what must be equal byte for byte. */
export function serialize(item: BillingItem): string {
    return JSON.stringify({ ...item, version: 0 });
}

/**
 * Holds that every order of the events makes the same item, and that a duplicate at any time changes nothing. Every
 * order is covered without trying each: for every subset of the events, each of its events can be the last to come, and
 * each of its events can come again; when all of these agree, so does every order, by induction over the subsets.
 *
 * @returns the item that all of the events make
 */
export function deliverInEveryOrder(events: readonly unknown[]): BillingItem {
    const items: (BillingItem | undefined)[] = [undefined];
    for (let subset = 1; subset < 1 << events.length; subset += 1) {
        const members = events.map((_, index) => index).filter((index) => subset & (1 << index));
        const [first, ...others] = members.map((index) => after(items[subset & ~(1 << index)], events[index]));
        const again = members.map((index) => after(first, events[index]));
        const expected = serialize(first as BillingItem);
        for (const other of [...others, ...again]) {
            expect(serialize(other as BillingItem)).to.equal(expected);
        }
        items.push(first);
    }
    return items[items.length - 1] as BillingItem;
}

/** The things in an order that chance picks. */
export function shuffled<T>(things: readonly T[], choose: (below: number) => number): T[] {
    const copy = [...things];
    for (let index = copy.length - 1; index > 0; index -= 1) {
        const other = choose(index + 1);
        [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
}

function after(item: BillingItem | undefined, event: unknown): BillingItem | undefined {
    return decide(item && fromTable(item), event).next ?? item;
}

/** Packing takes longer than deciding, and each item is read once for each event that can be the next. */
const read = new WeakMap<BillingItem, BillingItem>();

/** An item as DynamoDB gives it back: the same values, the keys of its maps in an order of DynamoDB's own. */
function fromTable(item: BillingItem): BillingItem {
    const known = read.get(item);
    if (known !== undefined) {
        return known;
    }
    const back = fromStoredItem(reversed(toStoredItem(item)) as Hash);
    read.set(item, back);
    return back;
}

function reversed(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(reversed);
    }
    return isHash(value) && !(value instanceof Uint8Array)
        ? Object.fromEntries(
              Object.entries(value)
                  .map(([key, member]) => [key, reversed(member)] as const)
                  .reverse(),
          )
        : value;
}
