import { isName } from "../billing/subject";
import type { RecordEvent } from "../record";
import { findKindOfId, findStripeKind } from "../stripe-kinds";
import type { Telemetry } from "../telemetry";
import { alertType, alertVersion, readAlert, type Alert } from "./alert";
import { readStripeFailure } from "./stripe-failure";
import type { StripeReader } from "./stripe-reader";
import { createSyncObject } from "./sync-object";
import { syncOutcomes, type SyncedObject } from "./sync-one";
import type { SyncTables } from "./sync-tables";

export interface FollowAlertsDeps {
    stripe: StripeReader;
    state: SyncTables;
    record: RecordEvent;
    /** How long the ledger keeps an entry. */
    ledgerDays: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

export interface FollowAlertsOptions {
    /** From when on, in seconds since the epoch. */
    since: number;
    /** Only says which objects are named. @default false */
    check?: boolean;
    /** Who follows them, for the ledger. @default unknown */
    who?: string;
}

/** The alerts of events that Stripe could not make, and the objects that they name. */
export interface AlertsReport {
    /** The alerts that Stripe has. */
    alerts: number;
    /** Those of them that were followed before. */
    here: number;
    /** The others that were followed now. */
    followed: number;
    /** What the others name: `maxNamed` at most, the newest first. */
    named: NamedObject[];
    /** Why Stripe did not list them. */
    skipped?: string;
}

export interface NamedObject {
    alertId: string;
    /** The type of the event that Stripe could not make. */
    eventType?: string;
    objectId?: string;
    /** The account that it is in, unless that is the one that is read. */
    account?: string;
    /** What came of it; `left`: it could not be brought in step. None where the alerts were only looked at. */
    outcome?: SyncedObject["outcome"] | "left";
    /** Why it was left, or its item stays. */
    reason?: string;
}

const maxNamed = 1000;

/** Why an object is left, in words; `isFinal`: the next run would not do better. */
interface Left {
    outcome: "left";
    reason: string;
    isFinal?: true;
}

/**
 * Makes the function that brings in step the objects that alerts name, each once. The proof that an alert was followed is its
 * id in the ledger, in an entry that names the object: the recorder's own entry of an alert that came by the webhook names none.
 */
export function createFollowAlerts({ stripe, state, record, ledgerDays, now, telemetry }: FollowAlertsDeps) {
    async function syncNamed(alert: Alert, objectId: string, who: string): Promise<SyncedObject | Left> {
        const { id, object = "", origin } = alert;
        const kind = findStripeKind(object) === undefined ? findKindOfId(objectId) : object;
        if (kind === undefined) {
            return { outcome: "left", reason: `a ${object || "kind"} is not read by its id alone`, isFinal: true };
        }
        const reader = origin.account === "platform" ? stripe : stripe.of(origin);
        const syncObject = createSyncObject({ stripe: reader, state, record });
        try {
            const why = `Stripe could not make ${alert.eventType ?? "an event"} (${id})`;
            const { objects } = await syncObject({ id: objectId, kind, alone: true, who, why });
            return objects[0] as SyncedObject;
        } catch (error) {
            return { outcome: "left", reason: explainRefusal(error) };
        }
    }

    async function follow(alert: Alert, objectId: string, who: string): Promise<SyncedObject | Left> {
        const done = await syncNamed(alert, objectId, who);
        if (done.outcome !== "left" || done.isFinal) {
            const at = now();
            await state.replaceEntry({
                eventId: alert.id,
                eventType: alertType,
                objectId,
                outcome: done.outcome === "left" ? "ignored" : syncOutcomes[done.outcome],
                reason: `followed by ${who}: Stripe could not make ${alert.eventType ?? "an event"}: ${done.reason ?? done.outcome}`,
                recordedAt: new Date(at).toISOString(),
                expiresAt: Math.floor(at / 1000) + ledgerDays * 86_400,
            });
        }
        return done;
    }

    async function take(
        alertId: string,
        { check = false, who = "unknown" }: FollowAlertsOptions,
    ): Promise<NamedObject> {
        const alert = await readAlert(stripe, alertId);
        const { eventType, objectId, origin } = alert;
        const { account } = origin;
        const named = { alertId, eventType, objectId, ...(account !== "platform" && { account }) };
        if (objectId === undefined) {
            return { ...named, outcome: "left", reason: "Stripe does not say of which object" };
        }
        if (check) {
            return named;
        }
        const { outcome, reason } = await follow(alert, objectId, who);
        return { ...named, outcome, ...(reason !== undefined && { reason }) };
    }

    async function followPage(alertIds: readonly string[], report: AlertsReport, options: FollowAlertsOptions) {
        const entries = await state.find(alertIds);
        const followed = new Set(
            entries.filter(({ objectId }) => objectId !== undefined).map(({ eventId }) => eventId),
        );
        report.alerts += alertIds.length;
        report.here += followed.size;
        for (const alertId of alertIds.filter((id) => !followed.has(id))) {
            const named = await take(alertId, options);
            if (report.named.length < maxNamed) {
                report.named.push(named);
            }
            if (named.outcome !== undefined && named.outcome !== "left") {
                report.followed += 1;
                telemetry.count("ObjectsFollowed");
            }
            telemetry.info("an event that Stripe could not make", { ...named });
        }
    }

    return async (options: FollowAlertsOptions): Promise<AlertsReport> => {
        const report: AlertsReport = { alerts: 0, here: 0, followed: 0, named: [] };
        const query = { "types[0]": alertType, "created[gte]": new Date(options.since * 1000).toISOString() };
        try {
            for await (const { objects } of stripe.pages("/v2/core/events", {
                query,
                apiVersion: () => alertVersion,
            })) {
                const alerts = objects.filter(({ id, type }) => isName(id) && type === alertType);
                await followPage(
                    alerts.map(({ id }) => String(id)),
                    report,
                    options,
                );
            }
        } catch (error) {
            report.skipped = explainRefusal(error);
        }
        return report;
    };
}

/**
 * What Stripe does not answer this key, in words.
 *
 * @throws the error, where it is another: Stripe refuses the key or is not available, or AWS is not
 */
function explainRefusal(error: unknown): string {
    switch (readStripeFailure(error)) {
        case "permission":
        case "refused":
        case "absent":
            return (error as Error).message;
        default:
            throw error;
    }
}
