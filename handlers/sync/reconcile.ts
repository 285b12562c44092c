import type { RecordEvent } from "../record";
import { findStripeKind, makeObjectPath } from "../stripe-kinds";
import type { Telemetry } from "../telemetry";
import type { Cause, Difference } from "./difference";
import { createExamine, makeGone, type Examined } from "./examine";
import { createFindCause } from "./find-cause";
import { inParallel } from "./in-parallel";
import { createKeySet, toNumber } from "./key-set";
import type { StripeReader } from "./stripe-reader";
import type { ItemSighting, SyncTables } from "./sync-tables";
import { walkKinds, type SkippedKind } from "./walk-kinds";

export type { Cause, Difference } from "./difference";

export interface ReconcileDeps {
    stripe: StripeReader;
    state: SyncTables;
    /** Writes a repair. */
    record: RecordEvent;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

export interface ReconcileOptions {
    /** Stripe's names of the kinds to compare, such as `subscription`. @default every kind that Stripe lists */
    kinds?: readonly string[];
    /** Compares one in `of` objects only: those whose key falls to `index`, from 0 up. @default all */
    slice?: { index: number; of: number };
    /** Writes what Stripe has where it differs. */
    repair: boolean;
    /** Who repairs, for the ledger. @default unknown */
    who?: string;
    /** When to stop at the latest, in milliseconds since the epoch; the report then says what was not compared. */
    deadline?: number;
    /** An object that changed in so many seconds may differ because its event is on its way. @default 300 */
    lagSeconds?: number;
    onDifference?: (difference: Difference) => void;
    onProgress?: (report: Readonly<ReconcileReport>) => void;
}

export interface ReconcileReport {
    /** Objects that were compared. */
    compared: number;
    /** Differences, by cause. */
    differences: Partial<Record<Cause, number>>;
    repaired: number;
    /** Kinds that were not compared, or not whole, and why. */
    skipped: SkippedKind[];
    /** Whether everything that was asked for was compared. */
    complete: boolean;
}

const concurrency = 8;
const outOfTime = "there was no time left for the rest";

/**
 * Makes the function that compares the state with Stripe, both ways: what Stripe lists with the items, and the items that no
 * list had with Stripe. It says why each difference came about, and writes what Stripe has where it is to.
 */
export function createReconcile({ stripe, state, record, now, telemetry }: ReconcileDeps) {
    return async (options: ReconcileOptions): Promise<ReconcileReport> => {
        const { kinds, slice, repair, who = "unknown", deadline = Infinity, lagSeconds = 300 } = options;
        const report: ReconcileReport = { compared: 0, differences: {}, repaired: 0, skipped: [], complete: true };
        const examine = createExamine({ stripe, tables: state });
        const findCause = createFindCause({ stripe, state, lagSeconds });
        const seen = createKeySet();
        const whole = new Set<string>();
        let isAccountKnown = false;
        const isListedWhole = (kind: string) => whole.has(kind) && findStripeKind(kind) !== undefined;
        const isOurs = (key: string) => slice === undefined || toNumber(key) % slice.of === slice.index;

        async function settle(examined: Examined): Promise<void> {
            const { kind, objectId, read, here, verdict } = examined;
            const { cause, reason } = await findCause(examined);
            const isRepairable = repair && cause !== "expected lag" && verdict !== "newer";
            const because = `repair by ${who}: ${reason}`;
            const repaired = isRepairable && (await record(read, { because, read: here })).outcome === "applied";
            report.differences[cause] = (report.differences[cause] ?? 0) + 1;
            report.repaired += Number(repaired);
            telemetry.warn("differs from Stripe", { objectId, kind, cause, reason, repaired });
            options.onDifference?.({ account: stripe.account, kind, objectId, cause, reason, repaired });
        }

        async function take(all: readonly Examined[]): Promise<void> {
            report.compared += all.length;
            isAccountKnown ||= all.some(({ verdict }) => verdict !== "missing");
            await inParallel(
                all.filter(({ verdict }) => verdict !== "same"),
                concurrency,
                settle,
            );
            options.onProgress?.(report);
        }

        async function compareLists(): Promise<void> {
            report.skipped = await walkKinds(stripe, {
                kinds,
                take: async (kind, page) => {
                    if (now() >= deadline) {
                        return { stop: outOfTime };
                    }
                    const examined = await examine(page.objects, page, isOurs);
                    examined.forEach(({ objectKey }) => seen.add(objectKey));
                    await take(examined);
                    if (page.isLast) {
                        whole.add(kind);
                    }
                    return { items: examined.flatMap(({ item }) => item ?? []) };
                },
            });
        }

        /** Asks Stripe for an item that no list had. */
        async function compareUnlisted({ objectKey, kind, objectId }: ItemSighting): Promise<void> {
            const path = makeObjectPath(kind, objectId);
            if (path === undefined) {
                return;
            }
            const { body, ...answer } = await stripe.get(path);
            if (body !== undefined && body.deleted !== true) {
                await take(await examine([body], answer));
                return;
            }
            const here = (await state.readItems([objectKey])).get(objectKey);
            if (here?.item !== undefined && !here.item.deleted) {
                report.compared += 1;
                await settle(makeGone({ objectKey, kind, objectId }, here.item, here, answer.readAt));
            }
        }

        /** Whether Stripe and this state know one thing in common: the key of another account finds nothing of what is here. */
        async function isOurAccount(): Promise<boolean> {
            if (!isAccountKnown) {
                for await (const { objects } of stripe.pages("/v1/events")) {
                    isAccountKnown = (await state.find(objects.map(({ id }) => String(id)))).length > 0;
                    break;
                }
            }
            return isAccountKnown;
        }

        async function compareItems(): Promise<void> {
            const livemode = await stripe.livemode();
            for await (const items of state.scan()) {
                const unlisted = items
                    .filter(({ account, deleted }) => account === stripe.account && !deleted)
                    .filter((item) => item.livemode === livemode && isListedWhole(item.kind))
                    .filter(({ objectKey }) => isOurs(objectKey) && !seen.has(objectKey));
                if (unlisted.length > 0 && !(await isOurAccount())) {
                    const reason =
                        "Stripe has none of the objects that are here: is the API key that of another account?";
                    report.skipped.push({ kind: "deletions", reason });
                    return;
                }
                if (now() >= deadline) {
                    report.skipped.push({ kind: "deletions", reason: outOfTime });
                    return;
                }
                await inParallel(unlisted, concurrency, compareUnlisted);
            }
        }

        await compareLists();
        if (whole.size > 0) {
            await compareItems();
        }
        report.complete = report.skipped.length === 0;
        return report;
    };
}
