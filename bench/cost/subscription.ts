import { type IdKind, type MadeEventType, type StripeEvent, makeEvent, newId, seededRandom } from "stripe-events";
import { countStoredBytes } from "../../handlers/billing/storable-json";

type Hash = Record<string, unknown>;

/** What the subscription takes of an item, as DynamoDB counts it. */
const objectBytes = 5 * 1024;
const items = 3;

/** 2026-11-01, in seconds since the epoch: every run has the same events. */
const begin = 1_793_491_200;
const month = 30 * 86_400;

const shared: readonly IdKind[] = ["customer", "price", "product", "subscription", "subscriptionItem"];

/** What happens to a subscription, by what it means for the state. Each is posted after those before it. */
export interface Happening {
    what: string;
    event: StripeEvent;
}

/** The life of a subscription of 5 KB with three items, and what comes late or twice. */
export function subscriptionLife(): Happening[] {
    const [first, late, account] = [
        makeLife("first"),
        makeLife("late"),
        makeLife("account", { customer_account: "acct_1RzXJ2ApDmx6pVb3" }),
    ];
    return [
        { what: "created", event: first.created },
        { what: "renewed: customer and status stay", event: first.renewed },
        { what: "its status changes", event: first.unpaid },
        { what: "stale: of an earlier second", event: first.late },
        { what: "cancelled", event: first.cancelled },
        { what: "stale: it was cancelled", event: first.later },
        { what: "a duplicate", event: first.unpaid },
        { what: "renewed, the first that comes of it", event: late.renewed },
        { what: "stale, and remembered: of the second before", event: late.created },
        { what: "created, of a customer that is an account", event: account.created },
        { what: "renewed, of a customer that is an account", event: account.renewed },
    ];
}

/** @param members what the subscription has besides */
function makeLife(seed: string, members: Hash = {}) {
    const random = seededRandom(seed);
    const ids = Object.fromEntries(shared.map((kind) => [kind, newId(kind, random)]));
    const event = (type: MadeEventType, created: number, object: Hash, previous?: Hash) => {
        const data = { object, ...(previous && { previous_attributes: previous }) };
        return { ...makeEvent(type, { random, created, ids }), data } as unknown as StripeEvent;
    };
    const made = makeEvent("customer.subscription.created", { random, created: begin, ids });
    const whole = made.data.object as unknown as Hash & { items: { data: Hash[] } };
    const listed = (periods: number) => ({
        ...whole.items,
        data: Array.from({ length: items }, (_, index) => ({
            ...whole.items.data[0],
            id: `${String(whole.items.data[0]?.id)}${index}`,
            current_period_start: begin + periods * month,
            current_period_end: begin + (periods + 1) * month,
        })),
    });
    const active = padded({ ...whole, ...members, status: "active", items: listed(0) });
    const renewed = { ...active, items: listed(1) };
    const unpaid = { ...renewed, status: "past_due" };
    const updated = "customer.subscription.updated";
    return {
        created: event("customer.subscription.created", begin, active),
        late: event(updated, begin + 60, { ...active, cancel_at: begin + month }, { cancel_at: null }),
        renewed: event(updated, begin + month, renewed, { items: { data: active.items.data } }),
        unpaid: event(updated, begin + month + 3600, unpaid, { status: "active" }),
        cancelled: event("customer.subscription.deleted", begin + month + 7200, {
            ...unpaid,
            status: "canceled",
            canceled_at: begin + month + 7200,
            ended_at: begin + month + 7200,
        }),
        later: event(updated, begin + month + 7100, { ...unpaid, quantity: 2 }, { quantity: 1 }),
    };
}

/** With as much metadata as it takes. */
function padded<T extends Hash>(object: T): T {
    const empty = { ...object, metadata: { note: "" } };
    return { ...empty, metadata: { note: "x".repeat(objectBytes - countStoredBytes(empty)) } };
}
