import { readPause } from "../pause/pause-function";
import { readObject } from "../state/read-object";
import { findStanding } from "./find-standing";
import { matchRules } from "./match-rules";
import type { Facts } from "./open-facts";
import { readArrivals } from "./read-arrivals";
import { readAttempts } from "./read-attempts";
import { findPlaces } from "./read-events";
import { readLedger } from "./read-ledger";
import { readObjectStory } from "./read-object-story";
import type { Attempt, EventStory, Range, Standing, Story } from "./story";

export interface StoryOptions {
    /** From when on the logs are searched, in milliseconds since the epoch. @default an hour before the ledger's entry, else a day ago */
    from?: number;
    /** Milliseconds since the epoch. @default now */
    to?: number;
    /** A Connect account, or an Organization's, that the object is of. @default the stack's own, or the event's */
    account?: string;
    /** What the object is, where its id does not tell. */
    kind?: string;
    /** Milliseconds since the epoch. */
    now: number;
}

type StoryFacts = Omit<Facts, "close">;

const hour = 3_600_000;
const day = 24 * hour;

/**
 * What is known of an event (`evt_…`), or of an object and its events: from the logs, which cost nothing to search on AWS, and
 * from a few reads of the tables. An event that nobody knows has no arrivals, no attempts and no ledger entry.
 */
export async function readStory(facts: StoryFacts, id: string, options: StoryOptions): Promise<Story> {
    return id.startsWith("evt_")
        ? readEventStory(facts, id, options)
        : readObjectStory(facts, id, { ...options, range: chooseRange(options, undefined) });
}

async function readEventStory(facts: StoryFacts, eventId: string, options: StoryOptions): Promise<EventStory> {
    const { outputs, logs } = facts;
    const [first] = await readLedger(facts, eventId, []);
    const searched = chooseRange(options, first && Date.parse(first.recordedAt));
    const { receivers, deciders, handlers } = findPlaces(outputs);
    const arrived = await readArrivals(logs, receivers, eventId, searched);
    const { arrivals } = arrived;
    const traceIds = [...new Set(arrivals.flatMap(({ traceId }) => traceId ?? []))];
    const others = deciders.filter((one) => !handlers.some(({ name }) => name === one.name));
    const found = await Promise.all(
        [...handlers, ...others].map((one) => readAttempts(logs, { ...one, eventId, traceIds, range: searched })),
    );
    const attempts = found.flat().sort((a, b) => a.startedAt - b.startedAt);
    const eventType = arrived.eventType ?? first?.eventType;
    const ledger = await readLedger(facts, eventId, eventType === undefined ? [] : [eventType]);
    const objectId = arrived.objectId ?? ledger.find((entry) => entry.objectId !== undefined)?.objectId;
    const { account = arrived.account, kind } = options;
    const rules = eventType === undefined ? undefined : await matchRules(facts, eventType);
    return {
        type: "event",
        eventId,
        eventType,
        objectId,
        customerId: arrived.customerId,
        searched,
        arrivals,
        rules,
        attempts,
        ledger,
        object: objectId === undefined ? undefined : await readObject(facts, { objectId, account, kind }),
        standings: await findStandings(facts, {
            rules,
            attempts,
            isOnBus: arrivals.some(({ busEventId }) => busEventId),
        }),
    };
}

interface Way {
    rules: EventStory["rules"];
    attempts: readonly Attempt[];
    isOnBus: boolean;
}

/** Where it stands with each function that it is for, or that had it. */
async function findStandings(
    { outputs, lambda }: Pick<Facts, "outputs" | "lambda">,
    { rules = [], attempts, isOnBus }: Way,
): Promise<Standing[]> {
    const targeted = rules.filter(({ isSure }) => isSure).flatMap(({ targets }) => targets);
    const standings: Standing[] = [];
    for (const [name, one] of Object.entries(outputs.functions)) {
        const its = attempts.filter((attempt) => attempt.function === name);
        const isHandler = one.role === "subscription" || one.role === "change-subscription";
        if (isHandler && (its.length > 0 || (isOnBus && targeted.includes(name)))) {
            const isEnabled = rules.some((rule) => rule.isEnabled && rule.targets.includes(name));
            // Of a function that had it, nobody needs to know.
            const isDelivered = isEnabled && (its.length > 0 || !(await readPause(lambda, one)).paused);
            const isChange = one.role === "change-subscription";
            standings.push(findStanding({ function: name, attempts: its, isDelivered, isChange }));
        }
    }
    return standings;
}

function chooseRange({ from, to, now }: StoryOptions, recordedAt: number | undefined): Range {
    return { from: from ?? (recordedAt === undefined ? now - day : recordedAt - hour), to: to ?? now };
}
