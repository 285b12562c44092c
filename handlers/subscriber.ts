import type { BusEvent } from "./events";
import type { Telemetry } from "./telemetry";

/** What a subscription's handler learns of the delivery, besides the event. */
export interface Delivery {
    /** EventBridge's id of the event on the bus; a redelivery has the same, a replay too. */
    busEventId: string;
    /** The archive replay that the event comes from, if any. */
    replayName?: string;
}

/** What a subscription does with an event. When its promise rejects, Lambda tries twice more, then dead-letters it. */
export type StripeHandler<Event> = (event: Event, delivery: Delivery) => Promise<void> | void;

export interface SubscriberDeps<Event> {
    handler: StripeHandler<Event>;
    telemetry: Telemetry;
}

/** What of an event goes into the log: ids, never its object. */
interface Identified {
    id?: string;
    type?: string;
}

/** Makes the Lambda handler of a subscription: unwraps the bus's envelope, calls the handler, counts and logs. */
export function createSubscriber<Event>({ handler, telemetry }: SubscriberDeps<Event>) {
    return async (busEvent: BusEvent<Event>): Promise<void> => {
        const { id: eventId, type: eventType } = busEvent.detail as Identified;
        try {
            await handler(busEvent.detail, { busEventId: busEvent.id, replayName: busEvent["replay-name"] });
            telemetry.count("EventsHandled");
        } catch (error) {
            telemetry.error("the handler failed", error, { eventId, eventType });
            telemetry.count("HandlerFailures");
            throw error;
        } finally {
            telemetry.flush();
        }
    };
}
