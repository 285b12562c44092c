import { canonicalJson, isHash, type Hash } from "./canonical";
import type { Seen } from "./object-event";

/** A place in an object: the keys that lead to it. */
type Path = readonly string[];

/** The states of an object before and after an event, as far as a set of events says what changed. */
export interface Projection {
    /** The state that an object is in. */
    of(object: Hash): string;
    /** The state before an event that says what it changed; undefined for one that does not. */
    before(event: Seen): string | undefined;
}

/**
 * Looks at objects through what the given events changed, so that their states can be compared whatever else the
 * objects hold. Arrays count as one value: Stripe puts the whole former array into `previous_attributes`
 * (https://docs.stripe.com/api/events/object#event_object-data-previous_attributes), and of a hash only the members
 * that changed (https://docs.stripe.com/changelog/2015-01-26/events-previous-attributes-render-differences).
 */
export function projectionOf(events: readonly Seen[]): Projection {
    const changed = new Map(
        events.flatMap((event) => pathsOf(event.previous ?? {}, [])).map((path) => [JSON.stringify(path), path]),
    );
    const states = events.flatMap((event) => [event.object, beforeOf(event)]);
    const mixed = new Set(events.map((event) => event.apiVersion)).size > 1;
    const paths = [...changed.values()].filter((path) => !mixed || states.every((state) => isPlainAt(state, path)));
    const of = (object: Hash): string => canonicalJson(paths.map((path) => comparable(valueAt(object, path))));
    return {
        of,
        before: (event) => (event.previous === undefined ? undefined : of(beforeOf(event))),
    };
}

/** The object as it was before the event. */
function beforeOf(event: Seen): Hash {
    return event.previous === undefined ? event.object : (overlay(event.object, event.previous) as Hash);
}

function overlay(value: unknown, previous: unknown): unknown {
    if (!isHash(previous) || !isHash(value)) {
        return previous;
    }
    return Object.fromEntries([
        ...Object.entries(value),
        ...Object.entries(previous).map(([key, member]) => [key, overlay(own(value, key), member)]),
    ]);
}

function pathsOf(previous: Hash, parent: Path): Path[] {
    return Object.entries(previous).flatMap(([key, member]) => {
        const path = [...parent, key];
        return isHash(member) && Object.keys(member).length > 0 ? pathsOf(member, path) : [path];
    });
}

function valueAt(object: Hash, path: Path): unknown {
    return path.reduce<unknown>((value, key) => (isHash(value) ? own(value, key) : undefined), object);
}

function own(value: Hash, key: string): unknown {
    return Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Two API versions render one state differently. What can be compared across them is a plain value whose top-level
 * member all of the objects have.
 */
function isPlainAt(object: Hash, path: Path): boolean {
    const value = valueAt(object, path);
    return Object.hasOwn(object, path[0] ?? "") && (typeof value !== "object" || value === null);
}

/** Stripe writes null for a member that was not there (a metadata key that was added), so null and absent are one. */
function comparable(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(comparable);
    }
    if (!isHash(value)) {
        return value ?? null;
    }
    const members = Object.entries(value)
        .map(([key, member]) => [key, comparable(member)] as const)
        .filter(([, member]) => member !== null);
    return members.length === 0 ? null : Object.fromEntries(members);
}
