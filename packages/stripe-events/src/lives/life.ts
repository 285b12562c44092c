/** A JSON hash. */
export type Hash = Record<string, unknown>;

/** A whole number from 0 to `below` - 1. All chance in a history comes through here, so that a seed tells all of it. */
export type Choose = (below: number) => number;

/** A Stripe event, in the shape that Stripe signs. */
export interface LifeEvent {
    id: string;
    object: "event";
    type: string;
    created: number;
    api_version: string;
    livemode: boolean;
    data: { object: Hash; previous_attributes?: Hash };
}

/** One object's life as Stripe would report it, and how it really ended. */
export interface Life {
    kind: string;
    /** In the order in which it happened. */
    events: LifeEvent[];
    truth: { deleted: boolean; object: Hash };
    /** Whether every change is told by `previous_attributes`. */
    told: boolean;
}

/** Writes the events of one object while it changes. */
export interface Writer {
    readonly object: Hash;
    readonly choose: Choose;
    /** The second, which four steps of ten share with the step before. */
    step(): number;
    /** The next step falls into a later second. */
    pass(): void;
    /** Changes the object and reports it: `told` events carry the previous attributes, `shown` ones only the object. */
    change(mutate: (object: Hash) => void, told: readonly string[], shown?: readonly string[]): void;
    /** Reports the object as it is. */
    show(type: string): void;
    events: LifeEvent[];
}

export function createWriter(object: Hash, choose: Choose): Writer {
    const events: LifeEvent[] = [];
    let second = 1_700_000_000;
    const emit = (type: string, previous?: Hash) => {
        // The greater part of the id is chance, so that it does not follow the order of events.
        const id = `evt_${choose(1_000_000).toString(36).padStart(4, "0")}${events.length.toString(36)}`;
        events.push({
            id,
            object: "event",
            type,
            created: second,
            api_version: "2026-08-26.dahlia",
            livemode: false,
            data: {
                object: structuredClone(object),
                ...(previous !== undefined && { previous_attributes: structuredClone(previous) }),
            },
        });
    };
    return {
        object,
        choose,
        events,
        step: () => (second += choose(10) < 4 ? 0 : 1 + choose(3)),
        pass: () => void (second += 1),
        change(mutate, told, shown = []) {
            const before = structuredClone(object);
            mutate(object);
            const previous = differences(before, object);
            if (Object.keys(previous).length > 0) {
                told.forEach((type) => emit(type, previous));
                shown.forEach((type) => emit(type));
            }
        },
        show: (type) => emit(type),
    };
}

/**
 * `previous_attributes` as Stripe writes them: of hashes the members that changed, of arrays the whole, null for what
 * was not there.
 */
export function differences(before: Hash, after: Hash): Hash {
    const previous: Hash = {};
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const [was, is] = [before[key], after[key]];
        if (JSON.stringify(was) === JSON.stringify(is)) {
            continue;
        }
        previous[key] = isHash(was) && isHash(is) ? differences(was, is) : (was ?? null);
    }
    return previous;
}

function isHash(value: unknown): value is Hash {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
