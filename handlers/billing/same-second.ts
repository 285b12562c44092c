import type { Hash } from "./canonical";
import { precedes } from "./lifecycle";
import { compareText, isSameEvent, stageOf, type Seen } from "./object-event";
import { projectionOf } from "./projection";
import { endsOf } from "./walk";

/** The last of a set of events. */
export interface Settled {
    /** The event whose object is the state. */
    winner: Seen;
    /** The events that may be the last. */
    candidates: readonly Seen[];
    /** How the winner was found, in words. */
    by: string;
    /** Nothing but the tie-break tells the candidates apart. */
    ambiguous: boolean;
}

/**
 * The last of the events of one object in one second: a function of their set, not of the order they arrived in.
 *
 * @param renderings at least one event, as a history keeps them: of several renderings of one, the last counts
 * @param starts the states that the object may have been in before, where known
 */
export function settle(renderings: readonly Seen[], starts: readonly Hash[]): Settled {
    const events = renderings.filter(
        (event, index) => !renderings.slice(index + 1).some((later) => isSameEvent(event, later)),
    );
    const stages = [...new Set(events.map(stageOf))].sort((a, b) => a - b);
    const settled = stages.reduce<Settled | undefined>(
        (before, stage) =>
            settleStage(
                events.filter((event) => stageOf(event) === stage),
                before === undefined ? starts : before.candidates.map((event) => event.object),
            ),
        undefined,
    );
    if (settled === undefined) {
        throw new Error("there is no event to settle");
    }
    return settled;
}

function settleStage(events: readonly Seen[], starts: readonly Hash[]): Settled {
    if (areOneState(events)) {
        return decided(events, "nothing of its second comes after it");
    }
    const last = lastByChanges(events, starts);
    if (areOneState(last)) {
        return decided(last, "what the events of its second changed ends with it");
    }
    const furthest = last.filter((one) => !last.some((other) => precedes(one.kind, one.object, other.object)));
    if (areOneState(furthest)) {
        return decided(furthest, "the object's life cycle puts it last in its second");
    }
    const version = furthest.reduce(
        (highest, { apiVersion = "" }) => (apiVersion > highest ? apiVersion : highest),
        "",
    );
    const newest = furthest.filter(({ apiVersion = "" }) => apiVersion === version);
    const shown = newest[0];
    if (shown !== undefined && areOneState(newest) && furthest.every((event) => agree(event.object, shown.object))) {
        return { ...decided(newest, "it is the rendering in the latest API version"), candidates: furthest };
    }
    return {
        ...decided(newest, "nothing tells which event of its second is the last; the greatest id is taken"),
        candidates: furthest,
        ambiguous: true,
    };
}

/** Those events that lead to a state which the object can be in once all of the changes have happened. */
function lastByChanges(events: readonly Seen[], starts: readonly Hash[]): readonly Seen[] {
    const projection = projectionOf(events);
    const states = events.map((event) => ({
        event,
        before: projection.before(event),
        after: projection.of(event.object),
    }));
    const ends = endsOf(
        states.flatMap(({ event, before, after }) =>
            before === undefined ? [] : [{ type: event.type, before, after }],
        ),
        states.map(({ after }) => after),
        [...new Set(starts.map((start) => projection.of(start)))],
    );
    const last = states.filter(({ after }) => ends.includes(after)).map(({ event }) => event);
    return last.length > 0 ? last : events;
}

function decided(candidates: readonly Seen[], by: string): Settled {
    const winner = candidates.reduce((greatest, event) => (compareText(event.id, greatest.id) > 0 ? event : greatest));
    return { winner, candidates, by, ambiguous: false };
}

/** The objects are canonical, so equal ones have equal JSON. */
function areOneState(events: readonly Seen[]): boolean {
    return (
        events.length === 1 ||
        new Set(events.map(({ object, truncated }) => JSON.stringify([object, truncated]))).size === 1
    );
}

/** Whether two renderings of an object in different API versions say the same where they can be compared. */
function agree(one: Hash, other: Hash): boolean {
    const isPlain = (value: unknown) => typeof value !== "object" || value === null;
    return Object.keys(one)
        .filter((key) => Object.hasOwn(other, key) && isPlain(one[key]) && isPlain(other[key]))
        .every((key) => one[key] === other[key]);
}
