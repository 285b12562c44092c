import { isHash, type Hash } from "../billing/canonical";
import { isName } from "../billing/subject";
import type { RecordEvent } from "../record";
import type { LedgerEntry } from "../record-tables";
import { isStripeEvent, type StripeEvent } from "../stripe-event";
import type { Telemetry } from "../telemetry";
import type { BusWriter } from "./bus-writer";
import type { AlertsReport, FollowAlertsOptions } from "./follow-alerts";
import type { PagesRequest, StripePage, StripeReader } from "./stripe-reader";

export interface RecoverDeps {
    stripe: Pick<StripeReader, "account" | "pages">;
    ledger: { find(eventIds: readonly string[]): Promise<readonly Pick<LedgerEntry, "eventId" | "eventType">[]> };
    bus: BusWriter;
    /** For what is larger than the bus takes. */
    record: RecordEvent;
    followAlerts: (options: FollowAlertsOptions) => Promise<AlertsReport>;
    telemetry: Telemetry;
}

export interface RecoverOptions {
    /** From when on, in seconds since the epoch. Stripe lists the events of 30 days. */
    since: number;
    /** Only says what is missing, and puts nothing on the bus. @default false */
    check?: boolean;
    /**
     * Events that are younger, by Stripe's clock, may be on their way: they are counted, and left alone. In seconds.
     * @default 60
     */
    graceSeconds?: number;
    /** Who recovers, for the ledger. @default unknown */
    who?: string;
    onProgress?: (report: Readonly<RecoverReport>) => void;
}

/** How the events that Stripe lists compare with those that are here. */
export interface RecoverReport {
    /** The events that Stripe has. */
    events: number;
    /** Those of them that the ledger has. */
    here: number;
    /** Those that the ledger does not have yet, and that may be on their way. */
    onTheirWay: number;
    /** Those that the ledger lacks. */
    missing: number;
    /** Those of the missing that Stripe could not deliver. */
    undelivered: number;
    /** Those that were put on the bus. */
    recovered: number;
    /** Those that are larger than the bus takes: they are recorded in the state, and no handler sees them. */
    tooLarge: number;
    /** The newest of the missing: `maxNamed` at most. */
    missingEvents: MissingEvent[];
    /** What came of the events that Stripe itself could not make, and so does not list. */
    unmade: AlertsReport;
}

export interface MissingEvent {
    id: string;
    type: string;
    /** Seconds since the epoch. */
    created: number;
    objectId?: string;
    /** Whether Stripe says that it delivered it. */
    delivered: boolean;
}

const maxNamed = 1000;

/**
 * Makes the function that brings back missed events: it compares the events that Stripe lists with the ledger, and puts
 * those that the ledger lacks on the bus, first those that Stripe could not deliver; what is larger than the bus takes, it
 * records itself. Then it follows the alerts of events that Stripe could not make. Every event is read once or twice, and a
 * page of them at a time is in memory. Stopped at any point, it can begin again: what it did not put is missing still.
 */
export function createRecover({ stripe, ledger, bus, record, followAlerts, telemetry }: RecoverDeps) {
    return async (options: RecoverOptions): Promise<RecoverReport> => {
        const { since, check = false, graceSeconds = 60, who = "unknown", onProgress } = options;
        const report: RecoverReport = {
            events: 0,
            here: 0,
            onTheirWay: 0,
            missing: 0,
            undelivered: 0,
            recovered: 0,
            tooLarge: 0,
            missingEvents: [],
            unmade: { alerts: 0, here: 0, followed: 0, named: [] },
        };
        const undelivered = new Set<string>();

        /** The events of a page that the ledger lacks, apart from the young ones. */
        async function takePage({ objects, readAt }: StripePage, isDelivered: boolean): Promise<StripeEvent[]> {
            const events = objects.map((one): unknown => addAccount(one, stripe.account)).filter(isStripeEvent);
            const entries = await ledger.find(events.map(({ id }) => id));
            const known = new Set(entries.map(({ eventId }) => eventId));
            const absent = events.filter(({ id }) => !known.has(id) && !undelivered.has(id));
            const missing = absent.filter(({ created }) => Number(created) <= readAt - graceSeconds);
            const again = events.filter(({ id }) => undelivered.has(id));
            report.events += events.length - again.length;
            report.here += events.filter(({ id }) => known.has(id) && !undelivered.has(id)).length;
            report.onTheirWay += absent.length - missing.length;
            report.missing += missing.length;
            if (!isDelivered) {
                report.undelivered += missing.length;
                events.forEach(({ id }) => undelivered.add(id));
            }
            const room = maxNamed - report.missingEvents.length;
            report.missingEvents.push(...missing.slice(0, room).map((event) => nameEvent(event, isDelivered)));
            return missing;
        }

        async function take(query: NonNullable<PagesRequest["query"]>, isDelivered: boolean): Promise<void> {
            for await (const page of stripe.pages("/v1/events", { query })) {
                const missing = await takePage(page, isDelivered);
                if (!check && missing.length > 0) {
                    const put = await bus.put(missing);
                    report.recovered += put.length;
                    telemetry.count("EventsRecovered", put.length);
                    telemetry.info("recovered", { events: put.length, newest: missing[0]?.id });
                    for (const event of missing.filter((one) => !put.includes(one))) {
                        await record(event, { because: `larger than the bus takes, recorded by ${who}` });
                        report.tooLarge++;
                    }
                }
                onProgress?.(report);
            }
        }

        const window = { "created[gte]": String(since) };
        await take({ ...window, delivery_success: "false" }, false);
        await take(window, true);
        report.unmade = await followAlerts({ since, check, who });
        return report;
    };
}

/** Asked as a connected account, Stripe does not say whose the events are; those that it delivers do. */
function addAccount(event: Hash, account: string): Hash {
    return account === "platform" || event.account !== undefined ? event : { ...event, account };
}

function nameEvent({ id, type, created, data }: StripeEvent, delivered: boolean): MissingEvent {
    const object = isHash(data) && isHash(data.object) ? data.object : {};
    return { id, type, created: Number(created), delivered, ...(isName(object.id) && { objectId: object.id }) };
}
