import { isHash, type Hash } from "./canonical";
import { lifecycleTable, type Lifecycle } from "./lifecycle-table";

/** Whether an object of this kind never leaves this status (a canceled subscription). */
export function isEnd(kind: string, status: unknown): boolean {
    return typeof status === "string" && (findLifecycle(kind).ends ?? []).includes(status);
}

/**
 * Whether the life cycle of this kind says that `earlier` came before `later`: something went forward from the one to
 * the other, and nothing went back.
 */
export function precedes(kind: string, earlier: Hash, later: Hash): boolean {
    const lifecycle = findLifecycle(kind);
    const moves = [
        compareStatus(lifecycle.statuses ?? {}, earlier.status, later.status),
        ...(lifecycle.growing ?? []).map((path) => compareGrowth(readPath(earlier, path), readPath(later, path))),
        ...(lifecycle.set ?? []).map((path) => compareSet(readPath(earlier, path), readPath(later, path))),
        ...Object.entries(lifecycle.steps ?? {}).map(([member, values]) => {
            const places = [values.indexOf(String(earlier[member])), values.indexOf(String(later[member]))];
            return places.includes(-1) ? 0 : compareGrowth(places[0], places[1]);
        }),
    ];
    return moves.includes(1) && !moves.includes(-1);
}

function findLifecycle(kind: string): Lifecycle {
    return Object.hasOwn(lifecycleTable, kind) ? (lifecycleTable[kind] ?? {}) : {};
}

function readPath(object: Hash, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((value, key) => (isHash(value) && Object.hasOwn(value, key) ? value[key] : undefined), object);
}

/** 1 when the value went forward, -1 when it went back, 0 when that cannot be told. */
function compareGrowth(earlier: unknown, later: unknown): number {
    if (Array.isArray(earlier) && Array.isArray(later)) {
        return Number(hasGrown(earlier, later)) - Number(hasGrown(later, earlier));
    }
    const comparable =
        (typeof earlier === "number" && typeof later === "number") ||
        (typeof earlier === "boolean" && typeof later === "boolean");
    return comparable ? Math.sign(Number(later) - Number(earlier)) : 0;
}

/** Whether an array has all that it had, and more. What Stripe shows by id counts by it, expanded or not. */
function hasGrown(earlier: readonly unknown[], later: readonly unknown[]): boolean {
    const identify = (element: unknown) => JSON.stringify(isHash(element) && "id" in element ? element.id : element);
    const elements = later.map(identify);
    return earlier.length < later.length && earlier.every((element) => elements.includes(identify(element)));
}

/** Like `compareGrowth`, of what is null until it is set. What an object does not show tells nothing: versions differ in that. */
function compareSet(earlier: unknown, later: unknown): number {
    return earlier === undefined || later === undefined ? 0 : Number(later !== null) - Number(earlier !== null);
}

function compareStatus(
    statuses: Readonly<Record<string, readonly string[]>>,
    earlier: unknown,
    later: unknown,
): number {
    if (typeof earlier !== "string" || typeof later !== "string" || earlier === later) {
        return 0;
    }
    if (leadsTo(statuses, earlier, later)) {
        return 1;
    }
    return leadsTo(statuses, later, earlier) ? -1 : 0;
}

function leadsTo(statuses: Readonly<Record<string, readonly string[]>>, from: string, to: string): boolean {
    const following = Object.hasOwn(statuses, from) ? (statuses[from] ?? []) : [];
    return following.some((status) => status === to || leadsTo(statuses, status, to));
}
