import { isHash, type Hash } from "./canonical";
import { isDeeperThan, maxLevels } from "./depth";
import { countStoredBytes } from "./storable-json";

/** An object as far as an item can hold it. */
export interface Truncated {
    object: Hash;
    truncated: boolean;
    /** What is left out and why, in words. */
    reason?: string;
}

/** Longer text is nothing that is queried: ids and words are shorter. */
const maxTextBytes = 1024;

/** Members to keep of a hash that is reduced, by key; `{}` keeps a plain value. */
interface Outline {
    readonly [key: string]: Outline;
}

const plain: Outline = {};
/** An id; or the object in its place, where the event shows it expanded (https://docs.stripe.com/api/expanding_objects). */
const reference: Outline = { id: plain, object: plain };
const price: Outline = { ...reference, product: reference, active: plain, currency: plain, type: plain };
const period: Outline = { current_period_start: plain, current_period_end: plain };

/** What queries read, of any kind of object. Never left out, but reduced to this when nothing else is left. */
const queried: Outline = {
    ...reference,
    ...period,
    active: plain,
    cancel_at: plain,
    cancel_at_period_end: plain,
    canceled_at: plain,
    charge: reference,
    created: plain,
    customer: reference,
    customer_account: plain,
    deleted: plain,
    ended_at: plain,
    invoice: reference,
    items: { object: plain, has_more: plain, total_count: plain, url: plain },
    livemode: plain,
    parent: { type: plain, subscription_details: { subscription: reference } },
    pause_collection: { behavior: plain, resumes_at: plain },
    payment_intent: reference,
    plan: price,
    price,
    product: reference,
    quantity: plain,
    status: plain,
    subscription: reference,
    trial_end: plain,
    trial_start: plain,
};
const item: Outline = { ...reference, ...period, subscription: plain, quantity: plain, price, plan: price };

/**
 * The object itself where it fits `budget` bytes, as DynamoDB counts them, and is at most `maxLevels` deep. Else without
 * its largest members: as many as it takes, largest first, and of two equally large the one whose name sorts first. What
 * queries read stays: at worst reduced to its ids, and a list of items cut short, which then says `has_more`.
 */
export function truncate(object: Hash, budget: number): Truncated {
    const tooDeep = Object.keys(object).filter((key) => isDeeperThan(object[key], maxLevels - 1));
    if (tooDeep.length === 0 && fits(object, budget)) {
        return { object, truncated: false };
    }
    const rest = new Map(Object.entries(object));
    tooDeep.forEach((key) => reduce(rest, key, budget));
    const largestFirst = [...rest]
        .map(([key, member]) => ({ key, bytes: 1 + Buffer.byteLength(key) + countStoredBytes(member, 1) }))
        .sort((a, b) => Number(isKept(a.key)) - Number(isKept(b.key)) || b.bytes - a.bytes || (a.key < b.key ? -1 : 1));
    // A member takes another number of bytes where the whole object stands in JSON text: so what is left is counted anew.
    for (
        let next = 0, excess = countStoredBytes(Object.fromEntries(rest)) - budget;
        excess > 0 && next < largestFirst.length;
        excess = countStoredBytes(Object.fromEntries(rest)) - budget
    ) {
        for (; excess > 0 && next < largestFirst.length; next += 1) {
            const { key, bytes } = largestFirst[next] as { key: string; bytes: number };
            reduce(rest, key, budget);
            excess -= bytes - (rest.has(key) ? 1 + Buffer.byteLength(key) + countStoredBytes(rest.get(key), 1) : 0);
        }
    }
    return {
        object: Object.fromEntries(rest),
        truncated: true,
        reason:
            tooDeep.length > 0
                ? `members of the object with more than ${maxLevels} levels are left out`
                : "the object is larger than an item can hold: its largest members are left out",
    };
}

/** DynamoDB counts at most six bytes for each character of the JSON, and that is much quicker to tell. */
function fits(object: Hash, budget: number): boolean {
    return JSON.stringify(object).length * 6 <= budget || countStoredBytes(object) <= budget;
}

function isKept(key: string): boolean {
    return Object.hasOwn(queried, key) || key === "metadata";
}

/** Reduces a member to what queries read of it, or takes it away where they read nothing. */
function reduce(members: Map<string, unknown>, key: string, budget: number): void {
    const outline = Object.hasOwn(queried, key) ? queried[key] : undefined;
    const member = members.get(key);
    const reduced = outline && (key === "items" ? reduceItems(member, outline, budget / 2) : pick(member, outline));
    if (reduced === undefined) {
        members.delete(key);
    } else {
        members.set(key, reduced);
    }
}

/** A list of items with as many of them as fit, each reduced. */
function reduceItems(list: unknown, outline: Outline, budget: number): unknown {
    if (!isHash(list) || !Array.isArray(list.data)) {
        return undefined;
    }
    const kept: unknown[] = [];
    let bytes = 0;
    for (const one of list.data as unknown[]) {
        const reduced = pick(one, item) ?? null;
        bytes += 1 + countStoredBytes(reduced);
        if (bytes > budget) {
            break;
        }
        kept.push(reduced);
    }
    return { ...(pick(list, outline) as Hash), data: kept, ...(kept.length < list.data.length && { has_more: true }) };
}

/** A plain value as it is, and of a hash what the outline names; undefined for what is neither, or too long to query. */
function pick(value: unknown, outline: Outline): unknown {
    if (typeof value === "string") {
        return Buffer.byteLength(value) <= maxTextBytes ? value : undefined;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value) || Object.keys(outline).length === 0) {
        return undefined;
    }
    return Object.fromEntries(
        Object.entries(outline)
            .filter(([key]) => Object.hasOwn(value, key))
            .map(([key, members]) => [key, pick((value as Hash)[key], members)] as const)
            .filter(([, member]) => member !== undefined),
    );
}
