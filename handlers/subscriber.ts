import type { Context } from "aws-lambda";

import { readEndpoint } from "./endpoint";
import type { BusEvent } from "./events";
import type { Once } from "./once";
import type { Telemetry } from "./telemetry";

/** What a subscription's handler learns of the delivery, besides the event. */
export interface Delivery {
    /** EventBridge's id of the event on the bus. Posted twice by Stripe, one Stripe event has two. */
    busEventId: string;
    /** The archive replay that the event comes from, if any. */
    replayName?: string;
    /** The endpoint at Stripe that the event came by, if by one: its name in `signingSecrets`, or `default`; or `partner`. */
    endpoint?: string;
}

/** What a subscription does with an event. When its promise rejects, Lambda tries twice more, then dead-letters it. */
export type StripeHandler<Event> = (event: Event, delivery: Delivery) => Promise<void> | void;

export interface SubscriberDeps<Event> {
    handler: StripeHandler<Event>;
    telemetry: Telemetry;
    /** Given when the handler must run once for an event. */
    once?: Once;
    /** Whether the handler itself writes a line for each event that it handles. @default false */
    tellsItself?: boolean;
}

/** What of an event goes into the log: ids, never its object. */
interface Identified {
    id?: string;
    type?: string;
}

/** So long before Lambda ends a call, the log says that it will: Lambda's own line does not name the event; in milliseconds. */
const marginMilliseconds = 500;

/**
 * Makes the Lambda handler of a subscription: unwraps the bus's envelope, calls the handler, counts and logs. Each attempt
 * leaves one line, by which it is found: with the event's ids, the bus's and the request's. What else Lambda writes (how long
 * it took, a crash) names the request.
 */
export function createSubscriber<Event>({ handler, telemetry, once, tellsItself = false }: SubscriberDeps<Event>) {
    /** Whether the handler ran: false when it did so before, and must not again. */
    async function handle(busEvent: BusEvent<Event>, context: Context): Promise<boolean> {
        const { detail } = busEvent;
        const delivery = {
            busEventId: busEvent.id,
            replayName: busEvent["replay-name"],
            endpoint: readEndpoint(busEvent),
        };
        const work = async () => handler(detail, delivery);
        if (once === undefined) {
            await work();
            return true;
        }
        const { id } = detail as Identified;
        if (!id) {
            throw new Error("not a Stripe event: missing id, which `once` needs");
        }
        return once(id, context, work);
    }

    return async (busEvent: BusEvent<Event>, context: Context): Promise<void> => {
        const { id: eventId, type: eventType } = busEvent.detail as Identified;
        telemetry.concern({
            busEventId: busEvent.id,
            requestId: context.awsRequestId,
            replayName: busEvent["replay-name"],
        });
        const timer = setTimeout(
            () => telemetry.warn("out of time", { eventId, eventType }),
            context.getRemainingTimeInMillis() - marginMilliseconds,
        );
        // By an exit of the handler's, or an error that nobody catches.
        const tellOfExit = () => telemetry.warn("the process ended", { eventId, eventType });
        process.once("exit", tellOfExit);
        try {
            if (await handle(busEvent, context)) {
                if (!tellsItself) {
                    telemetry.info("handled", { eventId, eventType });
                }
                telemetry.count("EventsHandled");
            } else {
                telemetry.info("skipped", { eventId, eventType, reason: "done before" });
                telemetry.count("EventsSkipped");
            }
        } catch (error) {
            telemetry.error("the handler failed", error, { eventId, eventType });
            telemetry.count("HandlerFailures");
            throw fitForRecord(error);
        } finally {
            clearTimeout(timer);
            process.off("exit", tellOfExit);
            telemetry.flush();
        }
    };
}

/**
 * Lambda puts an error's message and stack into the record for the dead-letter queue, beside the event, and drops a record
 * that is larger than the queue takes (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
 * Even with six bytes a character, as JSON has control characters, both stay within the 16 KB that the receiver leaves.
 */
const maxMessageLength = 800;
const maxStackLength = 1_600;

/** The error itself, or, when it is too long for Lambda's record, the beginning of it. The log has all of it. */
function fitForRecord(error: unknown): unknown {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    if (message.length <= maxMessageLength && stack.length <= maxStackLength) {
        return error;
    }
    const shorter = new Error(message.slice(0, maxMessageLength));
    return Object.assign(shorter, { name, stack: stack.slice(0, maxStackLength) });
}
