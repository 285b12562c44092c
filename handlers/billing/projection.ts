import { canonicalJson, isHash, type Hash } from "./canonical";
import type { ObjectEvent } from "./object-event";

/** A place in an object: the keys that lead to it. */
type Path = readonly string[];

/** The states of an object before and after an event, reduced to the members that a set of events says changed. */
export interface Projection {
    /** The state that an object is in. */
    project(object: Hash): string;
    /** The state before an event that says what it changed; undefined for one that does not. */
    projectBefore(event: ObjectEvent): string | undefined;
}

/**
 * Makes a projection onto the members that the given events changed, so that states can be compared whatever else the
 * objects hold. Arrays count as one value: Stripe puts the whole former array into `previous_attributes`
 * (https://docs.stripe.com/api/events/object#event_object-data-previous_attributes), and of a hash only the members
 * that changed (https://docs.stripe.com/changelog/2015-01-26/events-previous-attributes-render-differences).
 */
export function createProjection(events: readonly ObjectEvent[]): Projection {
    const changed = new Map(
        events.flatMap((event) => listPaths(event.previous ?? {}, [])).map((path) => [JSON.stringify(path), path]),
    );
    const states = events.flatMap((event) => [event.object, rewind(event)]);
    const mixed = new Set(events.map((event) => event.apiVersion)).size > 1;
    const paths = [...changed.values()].filter((path) => !mixed || states.every((state) => isPlainAt(state, path)));
    const project = (object: Hash): string => canonicalJson(paths.map((path) => nullAbsent(readPath(object, path))));
    return {
        project,
        projectBefore: (event) => (event.previous === undefined ? undefined : project(rewind(event))),
    };
}

/** The object as it was before the event. */
function rewind(event: ObjectEvent): Hash {
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

function listPaths(previous: Hash, parent: Path): Path[] {
    return Object.entries(previous).flatMap(([key, member]) => {
        const path = [...parent, key];
        return isHash(member) && Object.keys(member).length > 0 ? listPaths(member, path) : [path];
    });
}

function readPath(object: Hash, path: Path): unknown {
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
    const value = readPath(object, path);
    return Object.hasOwn(object, path[0] ?? "") && (typeof value !== "object" || value === null);
}

/** Stripe writes null for a member that was not there (a metadata key that was added), so null and absent are one. */
function nullAbsent(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(nullAbsent);
    }
    if (!isHash(value)) {
        return value ?? null;
    }
    const members = Object.entries(value)
        .map(([key, member]) => [key, nullAbsent(member)] as const)
        .filter(([, member]) => member !== null);
    return members.length === 0 ? null : Object.fromEntries(members);
}
