import type { Facts } from "../../cli/events/open-facts";
import type { EventStory } from "../../cli/events/story";
import type { Payload } from "../model/story";
import { readRemembered } from "./read-remembered";
import type { ReadStripeEvent, StripeAccess } from "./stripe-events";

export interface PayloadSources {
    stripe: StripeAccess;
    readStripeEvent: ReadStripeEvent;
    account?: string;
}

/**
 * The event as it was signed, which only Stripe keeps, for 30 days; else its object, which the state table has as long as the
 * event is among the last of its object. The archive has it too, but EventBridge gives nothing out of an archive: it only
 * replays.
 */
export async function findPayload(
    { documents, outputs }: Pick<Facts, "documents" | "outputs">,
    { eventId, object }: EventStory,
    { stripe, readStripeEvent, account }: PayloadSources,
): Promise<Payload> {
    const of = object?.item.account;
    const event = await readStripeEvent(eventId, account ?? (of?.startsWith("acct_") === true ? of : undefined));
    if (event !== undefined) {
        return { from: "Stripe's API", json: event };
    }
    const key = object?.item.objectKey;
    const remembered = key === undefined ? [] : await readRemembered(documents, outputs.stateTableName, key);
    const its = remembered.find(({ id }) => id === eventId);
    if (its !== undefined) {
        const { object: shown, previous } = its;
        const data = { object: shown, ...(previous !== undefined && { previous_attributes: previous }) };
        return { from: "the state table", json: { data } };
    }
    const why =
        "It is not kept here: the state table has only the object's last events, and the archive can only be replayed.";
    return {
        why:
            stripe.key === undefined
                ? `${why} With STRIPE_API_KEY, the console asks Stripe's API.`
                : `${why} Stripe has no such event.`,
    };
}
