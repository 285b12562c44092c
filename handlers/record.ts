import { resolveAmbiguous } from "./billing/resolve-ambiguous";
import { decide, type Decision } from "./billing/decide";
import { makeObjectKey } from "./billing/item";
import { isSameEvent, readCustomerId } from "./billing/object-event";
import type { Outcome } from "./billing/outcome";
import { isRead } from "./billing/read";
import type { ItemWrite } from "./billing/stored-item";
import { isName, readSubject, type Subject } from "./billing/subject";
import type { KnownEntry, LedgerEntry, RecordRead, RecordTables } from "./record-tables";
import type { Retrieve } from "./retrieve";
import type { StripeEvent } from "./stripe-event";
import type { StripeHandler } from "./subscriber";
import type { Telemetry } from "./telemetry";

export interface RecorderDeps {
    tables: RecordTables;
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    /** Waits, in milliseconds, before a conflicting write is tried again. */
    wait: (milliseconds: number) => Promise<void>;
    /** In [0, 1), for jitter. */
    random: () => number;
    /** The subscriber's, which flushes it. */
    telemetry: Telemetry;
    /** Asks Stripe where the events leave the state open; without it, the tie-break stands and the item says so. */
    retrieve?: Retrieve;
}

type Verdict = Pick<LedgerEntry, "outcome" | "reason">;
/** What the ledger has to say of an event. */
export type Recorded = Verdict & Pick<LedgerEntry, "objectId"> & { customerId?: string };

export interface RecordOptions {
    /** Why it is recorded, where Stripe did not send it: for the ledger's reason. */
    because?: string;
    /** The endpoint at Stripe that it came by, if by one. */
    endpoint?: string;
    /** The item and its journal, where they have just been read and the ledger is known to lack the event. */
    read?: RecordRead;
}

/** Records an event, or a read of Stripe's API in the form of one. */
export type RecordEvent = (event: StripeEvent, options?: RecordOptions) => Promise<Recorded>;

/** An event, and what the ledger has to say of it. */
type Noted = Omit<ItemWrite, "outcome"> & Recorded;

/** How often an event is decided anew because others wrote its object meanwhile; then Lambda's own retries take over. */
const maxAttempts = 12;
/** The longest wait between two of them, in milliseconds. */
const maxWaitMilliseconds = 400;

/** How many writes an item names whose ledger entries nobody has looked for yet. */
const maxJournal = 8;

/**
 * Makes the handler that keeps the billing state: reads the object's item and the event's ledger entry, decides, writes
 * the item on condition that nobody wrote it meanwhile, and then the ledger entry. Three DynamoDB calls for an event that
 * applies, two for one that changes nothing, one for a known duplicate and for an event that is ignored; one more where
 * another event has had the id, and for one in eight writes of an object.
 *
 * The ledger never tells of what is not in the state, as the item comes first. And it tells of all that is, whatever
 * crashes: an item names its last writes (its journal), so that an event which comes again after a crash between the two
 * gets the entry that it would have had. A write leaves the journal once its entry is in the ledger.
 */
export function createRecorder(deps: RecorderDeps): StripeHandler<unknown> {
    const record = createRecordEvent(deps);
    return async (detail, { endpoint }) => {
        await record(detail as StripeEvent, { endpoint });
    };
}

/** Makes what the recorder does with each event. A read that changes nothing leaves nothing in the ledger. */
export function createRecordEvent(deps: RecorderDeps): RecordEvent {
    const { tables, ledgerDays, now, wait, random, telemetry, retrieve } = deps;
    const ledgerMilliseconds = ledgerDays * 86_400_000;

    /** Writes an event's ledger entry. A verdict other than `duplicate` is that of an entry which was not there. */
    async function note(event: Noted, namesake?: KnownEntry): Promise<Verdict> {
        const { id, type, objectId, outcome, endpoint, at } = event;
        const reason =
            namesake === undefined ? event.reason : `${event.reason}; its id was seen before as ${namesake.eventType}`;
        const known = await tables.note({
            eventId: namesake === undefined ? id : ownLedgerId(event),
            eventType: type,
            ...(objectId === undefined ? {} : { objectId }),
            outcome,
            reason,
            ...(endpoint === undefined ? {} : { endpoint }),
            recordedAt: new Date(at).toISOString(),
            expiresAt: Math.floor((at + ledgerMilliseconds) / 1000),
        });
        if (known === undefined) {
            return { outcome, reason };
        }
        return namesake === undefined && isNamesake(event, known) ? note(event, known) : toDuplicate(known);
    }

    /** The journal with room for one more: what leaves it is in the ledger, or is put there for whoever crashed. */
    async function makeRoom(journal: readonly ItemWrite[], objectId: string): Promise<readonly ItemWrite[]> {
        if (journal.length < maxJournal) {
            return journal;
        }
        const entries = await tables.find(journal.map(({ id }) => id));
        const noted = new Set(entries.map(({ eventId, eventType }) => ownLedgerId({ id: eventId, type: eventType })));
        for (const write of journal.filter((one) => !noted.has(ownLedgerId(one)))) {
            const verdict = await note({ ...write, objectId });
            if (verdict.outcome !== "duplicate") {
                report(write, { ...verdict, objectId });
            }
        }
        return [];
    }

    /** The decision, or where it is open, the one that Stripe itself gives. */
    async function settle(decision: Decision, subject: Subject): Promise<Decision> {
        if (retrieve === undefined || decision.next?.ambiguous === undefined) {
            return decision;
        }
        try {
            const next = resolveAmbiguous(decision.next, await retrieve(subject));
            const reason = `${decision.reason}; settled by reading it from Stripe`;
            return next === undefined ? decision : { outcome: "applied", reason, next };
        } catch (error) {
            // The tie-break stands in: marked on the item, counted, and the same for every order of arrival.
            telemetry.error("Stripe could not be asked", error, { eventId: subject.eventId });
            telemetry.count("RetrieveFailures");
            return decision;
        }
    }

    /** Undefined when others wrote the object meanwhile, and nothing was written. */
    async function attempt(
        event: StripeEvent,
        subject: Subject,
        { because, endpoint, read }: RecordOptions,
    ): Promise<Verdict | undefined> {
        const { objectId } = subject;
        const objectKey = makeObjectKey(subject);
        const first = read ?? (await tables.read(objectKey, event.id));
        const namesake = first.known !== undefined && isNamesake(event, first.known) ? first.known : undefined;
        const { item, journal, known } =
            namesake === undefined ? first : await tables.read(objectKey, ownLedgerId(event));
        if (known !== undefined) {
            return toDuplicate(known);
        }
        // Of an older write, the ledger may have forgotten the entry.
        const writes = journal.filter(({ at }) => at + ledgerMilliseconds > now());
        const written = writes.find((write) => isSameEvent(write, event));
        if (written !== undefined) {
            return note({ ...written, objectId }, namesake);
        }
        const { next, outcome, reason: found } = await settle(decide(item, event), subject);
        const reason = because === undefined ? found : `${found}; ${because}`;
        if (isRead(event) && outcome !== "applied") {
            return { outcome, reason };
        }
        const came = endpoint === undefined ? {} : { endpoint };
        const write = { id: event.id, type: event.type, outcome, reason, ...came, at: now() };
        const isCurrent =
            next === undefined ||
            (await tables.put(item?.version, next, [...(await makeRoom(writes, objectId)), write]));
        return isCurrent ? note({ ...write, objectId }, namesake) : undefined;
    }

    async function record(event: StripeEvent, options: RecordOptions): Promise<Recorded> {
        const { because, endpoint } = options;
        const subject = readSubject(event);
        if ("ignored" in subject) {
            if (!isName(event.id) || !isName(event.type)) {
                throw new Error(`not a Stripe event: ${subject.ignored}`);
            }
            return note({
                id: event.id,
                type: event.type,
                outcome: "ignored",
                reason: subject.ignored,
                endpoint,
                at: now(),
            });
        }
        for (let tries = 1; tries <= maxAttempts; tries++) {
            const verdict = await attempt(event, subject, tries === 1 ? options : { because, endpoint });
            if (verdict !== undefined) {
                const { kind, object, objectId } = subject;
                return { ...verdict, objectId, customerId: readCustomerId(kind, object) };
            }
            telemetry.count("WriteConflicts");
            await wait(random() * Math.min(maxWaitMilliseconds, 10 * 2 ** tries));
        }
        throw new Error(`event ${event.id}: gave up after ${maxAttempts} write conflicts`);
    }

    function report(event: Pick<ItemWrite, "id" | "type" | "endpoint">, { outcome, reason, ...ids }: Recorded): void {
        const { id: eventId, type: eventType, endpoint } = event;
        telemetry.info(outcome, { eventId, eventType, ...ids, endpoint, reason });
        telemetry.count(metrics[outcome]);
    }

    return async (event, options = {}) => {
        const recorded = await record(event, options);
        report({ id: event.id, type: event.type, endpoint: options.endpoint }, recorded);
        return recorded;
    };
}

/** The metric that counts each outcome. */
const metrics: Readonly<Record<Outcome, string>> = {
    applied: "EventsApplied",
    duplicate: "EventsDuplicate",
    stale: "EventsStale",
    ambiguous: "EventsAmbiguous",
    ignored: "EventsIgnored",
};

/**
 * Whether a ledger entry is that of another event with the same id. Ids are not always one event's: Stripe's old test
 * webhooks are all `evt_00000000000000`. The second event of an id, and any further one, has its entry under
 * `ownLedgerId`.
 */
function isNamesake(event: Pick<StripeEvent, "type">, known: KnownEntry): boolean {
    return known.eventType !== event.type;
}

function ownLedgerId({ id, type }: Pick<StripeEvent, "id" | "type">): string {
    return `${id}#${type}`;
}

function toDuplicate({ outcome }: KnownEntry): Verdict {
    return { outcome: "duplicate", reason: `recorded before as ${outcome}` };
}
