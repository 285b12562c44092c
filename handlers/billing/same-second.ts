import type { Hash } from "./canonical";
import { precedes } from "./lifecycle";
import { isSameEvent, type ObjectEvent } from "./object-event";
import { findPhase } from "./phase";
import { createProjection } from "./projection";
import { compareText } from "./rank";
import { findEnds } from "./walk";

/** Which event of a second came last. */
export interface Resolution {
    /** The event whose object is the state. */
    winner: ObjectEvent;
    /** The events that may have come last. */
    candidates: readonly ObjectEvent[];
    /** How the winner was found, in words. */
    by: string;
    /** Only the tie-break chose among the candidates. */
    ambiguous: boolean;
}

/**
 * Finds which of one object's events in one second came last. A function of their set, not of their order of arrival.
 *
 * @param renderings at least one event, as a history keeps them: of several renderings of one, the last counts
 * @param starts the states that the object may have been in before the second, where known
 */
export function resolveSameSecond(renderings: readonly ObjectEvent[], starts: readonly Hash[]): Resolution {
    const events = renderings.filter(
        (event, index) => !renderings.slice(index + 1).some((later) => isSameEvent(event, later)),
    );
    const phases = [...new Set(events.map(findPhase))].sort((a, b) => a - b);
    const resolution = phases.reduce<Resolution | undefined>(
        (before, phase) =>
            resolvePhase(
                events.filter((event) => findPhase(event) === phase),
                before === undefined ? starts : before.candidates.map((event) => event.object),
            ),
        undefined,
    );
    if (resolution === undefined) {
        throw new Error("there is no event to choose from");
    }
    return resolution;
}

function resolvePhase(events: readonly ObjectEvent[], starts: readonly Hash[]): Resolution {
    if (showOneState(events)) {
        return chooseGreatestId(events, "no event of its second comes after it");
    }
    const last = followChanges(events, starts);
    if (showOneState(last)) {
        return chooseGreatestId(last, "the changes of its second lead to it");
    }
    const furthest = last.filter((one) => !last.some((other) => precedes(one.kind, one.object, other.object)));
    if (showOneState(furthest)) {
        return chooseGreatestId(furthest, "the object's life cycle puts it last in its second");
    }
    const version = furthest.reduce(
        (highest, { apiVersion = "" }) => (apiVersion > highest ? apiVersion : highest),
        "",
    );
    const newest = furthest.filter(({ apiVersion = "" }) => apiVersion === version);
    const shown = newest[0];
    if (shown !== undefined && showOneState(newest) && furthest.every((event) => agree(event.object, shown.object))) {
        return {
            ...chooseGreatestId(newest, "it is the rendering in the latest API version"),
            candidates: furthest,
        };
    }
    return {
        ...chooseGreatestId(newest, "nothing shows which event of its second came last, so the greatest id is used"),
        candidates: furthest,
        ambiguous: true,
    };
}

/** The events that show a state in which the object can be once all of the changes have happened. */
function followChanges(events: readonly ObjectEvent[], starts: readonly Hash[]): readonly ObjectEvent[] {
    const projection = createProjection(events);
    const states = events.map((event) => ({
        event,
        before: projection.projectBefore(event),
        after: projection.project(event.object),
    }));
    const ends = findEnds(
        states.flatMap(({ event, before, after }) =>
            before === undefined ? [] : [{ type: event.type, before, after }],
        ),
        states.map(({ after }) => after),
        [...new Set(starts.map((start) => projection.project(start)))],
    );
    const last = states.filter(({ after }) => ends.includes(after)).map(({ event }) => event);
    return last.length > 0 ? last : events;
}

function chooseGreatestId(candidates: readonly ObjectEvent[], by: string): Resolution {
    const winner = candidates.reduce((greatest, event) => (compareText(event.id, greatest.id) > 0 ? event : greatest));
    return { winner, candidates, by, ambiguous: false };
}

/** The objects are canonical, so equal ones have equal JSON. */
function showOneState(events: readonly ObjectEvent[]): boolean {
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
