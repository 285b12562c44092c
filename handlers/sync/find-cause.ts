import { isHash } from "../billing/canonical";
import { makeObjectKey } from "../billing/item";
import { isName } from "../billing/subject";
import type { Difference } from "./difference";
import type { Examined } from "./examine";
import { readStripeFailure } from "./stripe-failure";
import type { StripeReader } from "./stripe-reader";
import type { SyncTables } from "./sync-tables";

export interface FindCauseDeps {
    stripe: Pick<StripeReader, "account" | "pages">;
    state: Pick<SyncTables, "find">;
    /** An object that changed in so many seconds before it was read may differ because its event is on its way. */
    lagSeconds: number;
}

/** Finds out why an object differs. */
export type FindCause = (examined: Examined) => Promise<Pick<Difference, "cause" | "reason">>;

interface StripeEventSighting {
    id: string;
    type: string;
    created: number;
    isDelivered: boolean;
}

/** The newest so many pages of events are looked through: 50,000 events in 20 seconds. */
const maxPages = 500;

/** The newest event of each object. */
interface Sightings {
    newest: Map<string, StripeEventSighting>;
    /** When they were read, by Stripe's clock. */
    readAt: number;
}

/** Reads Stripe's events at the first difference, and those that came since when it is asked about a later read. */
export function createFindCause({ stripe, state, lagSeconds }: FindCauseDeps): FindCause {
    let sightings: Promise<Sightings> = Promise.resolve({ newest: new Map(), readAt: 0 });

    async function readUndelivered(since: number): Promise<ReadonlySet<unknown>> {
        const query = { "created[gte]": String(since), delivery_success: "false" };
        const ids = new Set<unknown>();
        for await (const { objects } of takePages(stripe.pages("/v1/events", { query }))) {
            objects.forEach(({ id }) => ids.add(id));
        }
        return ids;
    }

    async function readEvents({ newest, readAt: since }: Sightings): Promise<Sightings> {
        let readAt = Infinity;
        const undelivered = await readUndelivered(since);
        const query = { "created[gte]": String(since) };
        for await (const page of takePages(stripe.pages("/v1/events", { query }))) {
            readAt = Math.min(readAt, page.readAt);
            for (const { id, type, created, data } of page.objects) {
                const about = isHash(data) && isHash(data.object) ? data.object : {};
                if (isName(id) && isName(type) && isName(about.id) && isName(about.object)) {
                    const key = makeObjectKey({ account: stripe.account, kind: about.object, objectId: about.id });
                    const sighting = { id, type, created: Number(created), isDelivered: !undelivered.has(id) };
                    if (sighting.created > (newest.get(key)?.created ?? -1)) {
                        newest.set(key, sighting);
                    }
                }
            }
        }
        return { newest, readAt };
    }

    async function readSightings(known: Sightings, second: number): Promise<Sightings> {
        try {
            return known.readAt >= second ? known : await readEvents(known);
        } catch (error) {
            // The difference is there all the same; only its cause stays unknown.
            if (readStripeFailure(error) !== "permission") {
                throw error;
            }
            return { ...known, readAt: Infinity };
        }
    }

    return async ({ objectKey, object, item, read, verdict, reason }) => {
        sightings = sightings.then((known) => readSightings(known, read.created));
        const event = (await sightings).newest.get(objectKey);
        const changed = event?.created ?? (item === undefined ? Number(object.created) : NaN);
        if (changed > read.created - lagSeconds) {
            return { cause: "expected lag", reason: `it changed at ${toText(changed)}, its event may be on its way` };
        }
        if (verdict === "gone") {
            return { cause: "deleted there", reason: "Stripe no longer has it" };
        }
        if (verdict === "newer") {
            return { cause: "newer here", reason };
        }
        if (item?.ambiguous === true) {
            return { cause: "ambiguous", reason: "nothing showed which of its events was the last" };
        }
        if (event === undefined || (item !== undefined && event.created < item.eventCreated)) {
            return { cause: "no event tells", reason: "Stripe lists no event of the change" };
        }
        const name = `${event.type} ${event.id} of ${toText(event.created)}`;
        const [entry] = await state.find([event.id]);
        if (entry !== undefined) {
            return { cause: "older here", reason: `${name} is in the ledger as ${entry.outcome}` };
        }
        return event.isDelivered
            ? { cause: "arrived and failed", reason: `Stripe counts ${name} as delivered, and the ledger lacks it` }
            : { cause: "never arrived", reason: `Stripe did not deliver ${name}` };
    };
}

async function* takePages<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
    let count = 0;
    for await (const page of pages) {
        yield page;
        if (++count === maxPages) {
            return;
        }
    }
}

function toText(seconds: number): string {
    return new Date(seconds * 1000).toISOString().replace(".000", "");
}
