import { isOutcome } from "../../handlers/billing/outcome";
import type { StackOutputs } from "../deployment";
import type { LogQuery, LogReader } from "../logs/log-reader";
import { parseLine } from "../logs/parse-line";
import type { EventFilters, EventRow } from "./event-row";
import { decidedPattern, receivedPattern, refusedPattern } from "./line-patterns";
import { mergeLatestFirst } from "./merge-latest-first";
import { readFailures } from "./read-failures";
import { RowBuilder, type Source } from "./row-builder";

/** Where events' lines are. */
export interface EventLogs {
    outputs: Pick<StackOutputs, "functions">;
    logs: LogReader;
}

/** A row waits so long for lines from before those that it has: an event's first line says when it came. */
const slackMilliseconds = 120_000;
/** To look for complete rows sorts all that wait. */
const linesBetweenLooks = 100;

/**
 * What came, and what became of it, the latest first: from the logs of the receiver, of the recorder and of the handlers. What
 * their retention has let go is not there, nor, on the local cloud, what came before it started.
 */
export async function* listEvents({ outputs, logs }: EventLogs, filters: EventFilters): AsyncGenerator<EventRow> {
    const places = findPlaces(outputs);
    const isFailureWanted = filters.outcome === undefined || filters.outcome === "failed";
    const failures = isFailureWanted ? await readFailures(logs, places.handlers, filters) : [];
    const failed = failures.map((failure): Source => ({ at: failure.firstAt, failure }));
    const lines = findQueries(places, filters).map((query) => readSources(logs, { ...query, latestFirst: true }));
    const builder = new RowBuilder(filters);
    let added = 0;
    for await (const source of mergeLatestFirst([...lines, iterate(failed)])) {
        builder.add(source);
        if (++added % linesBetweenLooks === 0) {
            yield* builder.take(source.at + slackMilliseconds);
        }
    }
    yield* builder.take(-Infinity);
}

export interface Place {
    name: string;
    logGroupName: string;
}

/** The functions whose lines tell of events. */
export interface Places {
    receivers: Place[];
    /** What decides on events: the recorder, and what keeps the state in step. */
    deciders: Place[];
    /** What may fail an event, the recorder included. */
    handlers: Place[];
}

export function findPlaces({ functions }: Pick<StackOutputs, "functions">): Places {
    const find = (isWanted: (one: StackOutputs["functions"][string]) => boolean) =>
        Object.entries(functions)
            .filter(([, one]) => isWanted(one))
            .map(([name, { logGroupName }]) => ({ name, logGroupName }));
    return {
        receivers: find(({ role }) => role === "receiver"),
        deciders: find(({ role, service }) => service === "recorder" || role === "sync"),
        handlers: find(({ role }) => role === "subscription" || role === "change-subscription"),
    };
}

/** The queries for the lines that tell what came and what was decided. */
function findQueries({ receivers, deciders }: Places, filters: EventFilters): LogQuery[] {
    const { outcome = "", from, to } = filters;
    const queries = (places: readonly Place[], pattern: string) =>
        places.map(({ logGroupName }) => ({ logGroupName, pattern, from, to }));
    if (outcome === "refused") {
        return queries(receivers, refusedPattern(filters));
    }
    const decided = queries(deciders, decidedPattern(filters));
    return isOutcome(outcome) ? decided : [...queries(receivers, receivedPattern(filters)), ...decided];
}

async function* readSources(logs: LogReader, query: LogQuery): AsyncGenerator<Source> {
    for await (const { message, at } of logs.read(query)) {
        const line = parseLine(message, at);
        if (line?.type === "telemetry") {
            yield { at: line.at, line };
        }
    }
}

async function* iterate<T>(values: readonly T[]): AsyncGenerator<T> {
    yield* values;
}
