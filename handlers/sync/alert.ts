import { isHash } from "../billing/canonical";
import { isName, readOrigin, type Origin } from "../billing/subject";
import type { StripeReader } from "./stripe-reader";

/** What Stripe makes in place of an event that it could not make (https://docs.stripe.com/webhooks/handle-irrecoverable-events). */
export const alertType = "v2.core.health.event_generation_failure.resolved";

/** A public preview, which takes a preview version (https://docs.stripe.com/sdks/versioning#public-preview-release-channel). */
export const alertVersion = "2026-11-18.preview";

/** What an alert says: that Stripe could not make an event of this type, of this object, in this account. */
export interface Alert {
    id: string;
    eventType?: string;
    objectId?: string;
    /** Stripe's name of the object's kind. */
    object?: string;
    origin: Origin;
}

/** Reads an alert with its data, which lists and webhooks leave out. */
export async function readAlert(stripe: StripeReader, id: string): Promise<Alert> {
    const { body } = await stripe.get(`/v2/core/events/${encodeURIComponent(id)}`, alertVersion);
    const { impact } = isHash(body?.data) ? body.data : {};
    const { related_object: related, event_type: eventType, context } = isHash(impact) ? impact : {};
    const { id: objectId, type: object } = isHash(related) ? related : {};
    return {
        id,
        ...(isName(eventType) && { eventType }),
        ...(isName(objectId) && { objectId }),
        ...(isName(object) && { object }),
        origin: readOrigin({ context }),
    };
}
