import { isHash, type Hash } from "../billing/canonical";
import { decide } from "../billing/decide";
import { makeObjectKey, type BillingItem } from "../billing/item";
import { readObjectEvent } from "../billing/object-event";
import { makeAbsenceEvent, makeReadEvent, type ReadEvent } from "../billing/read";
import { readSubject } from "../billing/subject";
import type { RecordRead } from "../record-tables";
import { makeObjectPath } from "../stripe-kinds";
import { showsSame } from "./compare";
import type { StripeAnswer, StripeReader } from "./stripe-reader";
import type { SyncTables } from "./sync-tables";

/** An object of Stripe's beside the item that is here. */
export interface Examined {
    objectKey: string;
    kind: string;
    objectId: string;
    /**
     * `missing`: there is no item. `differs`: the item shows something else, or does not know whether it is right. `newer`: it
     * does too, and knows of something that is later than the read. `gone`: Stripe no longer has the object.
     */
    verdict: "same" | "missing" | "differs" | "newer" | "gone";
    /** The object as Stripe has it. */
    object: Hash;
    read: ReadEvent;
    item?: BillingItem;
    here: RecordRead;
    /** Why the item stays, where it is newer. */
    reason: string;
}

export interface ExamineDeps {
    stripe: StripeReader;
    tables: Pick<SyncTables, "readItems">;
}

/** Compares objects of one answer with their items: those whose key `isAsked` for. */
export type Examine = (
    objects: readonly Hash[],
    answer: Omit<StripeAnswer, "body">,
    isAsked?: (objectKey: string) => boolean,
) => Promise<Examined[]>;

type Named = Hash & { id: string; object: string };

export function createExamine({ stripe, tables }: ExamineDeps): Examine {
    const { account } = stripe;

    async function compare(object: Named, answer: Omit<StripeAnswer, "body">, here: RecordRead): Promise<Examined> {
        const { item } = here;
        const { readAt, apiVersion } = answer;
        const livemode = typeof object.livemode === "boolean" ? object.livemode : await stripe.livemode();
        const read = makeReadEvent({ account, object, readAt, livemode, apiVersion });
        const { id: objectId, object: kind } = object;
        const examined = {
            objectKey: makeObjectKey({ account, kind, objectId }),
            kind,
            objectId,
            object,
            read,
            item,
            here,
        };
        if (item === undefined) {
            return { ...examined, verdict: "missing", reason: "" };
        }
        const subject = readSubject(read);
        if ("ignored" in subject || isShown(item, readObjectEvent(subject).event.object)) {
            return { ...examined, verdict: "same", reason: "" };
        }
        const { outcome, reason } = decide(item, read);
        return { ...examined, verdict: outcome === "applied" ? "differs" : "newer", reason };
    }

    /** As the item's events are rendered, where that may be the only difference. */
    async function compareInItsVersion(examined: Examined): Promise<Examined> {
        const { kind, objectId, here, item, verdict, read } = examined;
        const version = item && readApiVersion(item);
        const path = makeObjectPath(kind, objectId);
        if (verdict !== "differs" || version === undefined || version === read.api_version || path === undefined) {
            return examined;
        }
        const { body, ...answer } = await stripe.get(path, version);
        return isNamed(body) && body.deleted !== true ? compare(body, answer, here) : examined;
    }

    /** With the lists in it whole: an answer holds the first ten of each. */
    async function makeWhole(examined: Examined): Promise<Examined> {
        const { object, read, verdict } = examined;
        const cut = Object.entries(object).filter(([, member]) => isHash(member) && member.has_more === true);
        if (cut.length === 0 || verdict === "same" || verdict === "newer") {
            return examined;
        }
        const lists = await Promise.all(
            cut.map(async ([key, list]) => [key, await readList(list as Hash, read.api_version)] as const),
        );
        const whole = { ...object, ...Object.fromEntries(lists) };
        return { ...examined, object: whole, read: { ...read, data: { object: whole } } };
    }

    async function readList(list: Hash, apiVersion: unknown): Promise<Hash> {
        const data = [...(list.data as Hash[])];
        const startingAfter = data.at(-1)?.id as string | undefined;
        const version = typeof apiVersion === "string" ? apiVersion : undefined;
        for await (const { objects } of stripe.pages(String(list.url), { startingAfter, apiVersion: () => version })) {
            data.push(...objects);
        }
        return { ...list, data, has_more: false };
    }

    return async (objects, answer, isAsked = () => true) => {
        const asked = objects
            .filter(isNamed)
            .map((object) => ({ object, key: makeObjectKey({ account, kind: object.object, objectId: object.id }) }))
            .filter(({ key }) => isAsked(key));
        const items = await tables.readItems(asked.map(({ key }) => key));
        return Promise.all(
            asked.map(async ({ object, key }) => {
                const examined = await compare(object, answer, items.get(key) ?? { journal: [] });
                return makeWhole(await compareInItsVersion(examined));
            }),
        );
    };
}

/** Of an item whose object Stripe no longer has. */
export function makeGone(
    sighting: Pick<Examined, "objectKey" | "kind" | "objectId">,
    item: BillingItem,
    here: RecordRead,
    readAt: number,
): Examined {
    const read = makeAbsenceEvent(item, readAt);
    return { ...sighting, verdict: "gone", object: {}, read, item, here, reason: "" };
}

function isShown(item: BillingItem, object: Hash): boolean {
    return item.ambiguous !== true && !item.deleted && showsSame(item.object, object);
}

function isNamed(object: Hash | undefined): object is Named {
    return typeof object?.id === "string" && typeof object.object === "string";
}

/** The API version of what wrote an item. */
export function readApiVersion({ memory, eventId, eventType }: BillingItem): string | undefined {
    const written =
        memory.read ?? memory.seconds[0]?.events.findLast(({ id, type }) => id === eventId && type === eventType);
    return written?.apiVersion;
}
