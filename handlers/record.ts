import { resolveAmbiguous } from "./billing/resolve-ambiguous";
import { decide, type Decision } from "./billing/decide";
import { makeObjectKey } from "./billing/item";
import { isSameEvent, readCustomerId } from "./billing/object-event";
import { isRead } from "./billing/read";
import type { ItemWrite } from "./billing/stored-item";
import { isName, readSubject, type Subject } from "./billing/subject";
import type { KnownEntry, LedgerEntry, RecordRead, RecordTables } from "./record-tables";
import { createReport } from "./report";
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

export type Verdict = Pick<LedgerEntry, "outcome" | "reason">;
/** What the ledger has to say of an event. */
export type Recorded = Verdict & Pick<LedgerEntry, "objectId"> & { customerId?: string };

export interface RecordOptions {
    /** Why it is recorded, where Stripe did not send it: for the ledger's reason. */
    because?: string;
    /** The endpoint at Stripe that it came by, if by one. */
    endpoint?: string;
    /** The thin event that it was read for: the ledger says so, and whoever follows that event reports it. */
    thinEventId?: string;
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
    const report = createReport(telemetry);

    /** Writes an event's ledger entry. A verdict other than `duplicate` is that of an entry which was not there. */
    async function note(event: Noted, namesake?: KnownEntry): Promise<Verdict> {
        const { id, type, objectId, outcome, endpoint, thinEventId, at } = event;
        const reason =
            namesake === undefined ? event.reason : `${event.reason}; its id was seen before as ${namesake.eventType}`;
        const known = await tables.note({
            eventId: namesake === undefined ? id : ownLedgerId(event),
            eventType: type,
            ...(objectId === undefined ? {} : { objectId }),
            outcome,
            reason,
            ...(endpoint === undefined ? {} : { endpoint }),
            ...(thinEventId === undefined ? {} : { thinEventId }),
            recordedAt: new Date(at).toISOString(),
            expiresAt: Math.floor((at + ledgerMilliseconds) / 1000),
        });
        if (known === undefined) {
            return { outcome, reason };
        }
        return namesake === undefined && isNamesake(event, known) ? note(event, known) : recognize(known, thinEventId);
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
            // One that a thin event led to is reported with that, when it comes again.
            if (verdict.outcome !== "duplicate" && write.thinEventId === undefined) {
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
        { because, endpoint, thinEventId, read }: RecordOptions,
    ): Promise<Verdict | undefined> {
        const { objectId } = subject;
        const objectKey = makeObjectKey(subject);
        const first = read ?? (await tables.read(objectKey, event.id));
        const namesake = first.known !== undefined && isNamesake(event, first.known) ? first.known : undefined;
        const { item, journal, known } =
            namesake === undefined ? first : await tables.read(objectKey, ownLedgerId(event));
        if (known !== undefined) {
            return recognize(known, thinEventId);
        }
        // Of an older write, the ledger may have forgotten the entry.
        const writes = journal.filter(({ at }) => at + ledgerMilliseconds > now());
        const written = writes.find((write) => isSameEvent(write, event));
        if (written !== undefined) {
            const verdict = await note({ ...written, objectId }, namesake);
            return written.thinEventId === thinEventId ? verdict : toDuplicate(written);
        }
        const { next, outcome, reason: found } = await settle(decide(item, event), subject);
        const reason = because === undefined ? found : `${found}; ${because}`;
        if (isRead(event) && outcome !== "applied") {
            return { outcome, reason };
        }
        const came = { ...(endpoint !== undefined && { endpoint }), ...(thinEventId !== undefined && { thinEventId }) };
        const write = { id: event.id, type: event.type, outcome, reason, ...came, at: now() };
        const isCurrent =
            next === undefined ||
            (await tables.put(item?.version, next, [...(await makeRoom(writes, objectId)), write]));
        return isCurrent ? note({ ...write, objectId }, namesake) : undefined;
    }

    async function record(event: StripeEvent, options: RecordOptions): Promise<Recorded> {
        const { endpoint, thinEventId } = options;
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
                thinEventId,
                at: now(),
            });
        }
        for (let tries = 1; tries <= maxAttempts; tries++) {
            const verdict = await attempt(event, subject, tries === 1 ? options : { ...options, read: undefined });
            if (verdict !== undefined) {
                const { kind, object, objectId } = subject;
                return { ...verdict, objectId, customerId: readCustomerId(kind, object) };
            }
            telemetry.count("WriteConflicts");
            await wait(random() * Math.min(maxWaitMilliseconds, 10 * 2 ** tries));
        }
        throw new Error(`event ${event.id}: gave up after ${maxAttempts} write conflicts`);
    }

    return async (event, options = {}) => {
        const recorded = await record(event, options);
        if (options.thinEventId === undefined) {
            report({ id: event.id, type: event.type, endpoint: options.endpoint }, recorded);
        }
        return recorded;
    };
}

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

/**
 * What is said of an event that the ledger has: it is a duplicate. A thin event that comes again after it led to its
 * snapshot gets what was said then, so that a crash between the two entries changes neither.
 */
export function recognize(known: Omit<KnownEntry, "eventType">, thinEventId?: string): Verdict {
    const { outcome, reason } = known;
    return thinEventId !== undefined && known.thinEventId === thinEventId ? { outcome, reason } : toDuplicate(known);
}

export function toDuplicate({ outcome }: Pick<KnownEntry, "outcome">): Verdict {
    return { outcome: "duplicate", reason: `recorded before as ${outcome}` };
}
