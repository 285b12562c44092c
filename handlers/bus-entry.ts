import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

import { createdAt, type StripeEvent } from "./stripe-event";

/** `source` of every event that this program puts on the bus. */
export const eventSource = "stripe.com";

/** Stripe's own EventBridge destination delivers under a source of this beginning, with the same detail-type and detail. */
export const partnerSourcePrefix = "aws.partner/stripe.com/";

/**
 * The bus takes 1 MB an entry, as AWS counts it
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-event-size). Functions and queues take
 * 1 MB too, and get more than the entry: the event's envelope, a replay's name, and after a failure Lambda's record around
 * it with the error. What would not fit there would be accepted here, and then be lost: 16 KB are for that.
 */
export const maxEntryBytes = (1024 - 16) * 1024;
/** What AWS counts for an entry's `Time`. */
const timeBytes = 14;

/** An entry for PutEvents. */
export type BusEntry = PutEventsRequestEntry &
    Required<Pick<PutEventsRequestEntry, "Source" | "DetailType" | "Detail">>;

/**
 * The entry that a Stripe event has on the bus.
 *
 * @param text the event's JSON, as it came
 */
export function makeBusEntry(busName: string, event: StripeEvent, text: string): BusEntry {
    return {
        EventBusName: busName,
        Source: eventSource,
        DetailType: event.type,
        Detail: text,
        Time: createdAt(event),
    };
}

/** An entry's size in bytes as AWS counts it: time, source, detail-type, detail and resources. */
export function countEntryBytes({ Source, DetailType, Detail, Resources = [] }: BusEntry): number {
    return [Source, DetailType, Detail, ...Resources].reduce(
        (bytes, text) => bytes + Buffer.byteLength(text),
        timeBytes,
    );
}
