import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

import { isHash } from "./billing/canonical";
import { readCustomerId } from "./billing/object-event";
import { isName, readOrigin } from "./billing/subject";
import { countEntryBytes, makeBusEntry, maxEntryBytes } from "./bus-entry";
import { readBody, readHeader } from "./request";
import { checkSignature, type SignatureVerdict } from "./signature";
import type { SigningSecrets } from "./signing-secrets";
import { parseStripeEvent, type StripeEvent } from "./stripe-event";
import type { Telemetry } from "./telemetry";

export interface ReceiverDeps {
    secrets: SigningSecrets;
    bus: Pick<EventBridgeClient, "send">;
    busName: string;
    /** Whether this stack takes live-mode events (true) or test-mode events. */
    livemode: boolean;
    /** How far a signature's timestamp may be from now, either way, in seconds. */
    toleranceSeconds: number;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

/**
 * Makes the handler behind `POST /stripe/webhook`: verifies the signature, puts the event on the bus, and answers.
 * 200 means that the bus has it, or that it is for the other mode; 400 that the request is not genuine or no Stripe
 * event; 413 that the bus does not take one as large; 503 that Stripe should try again.
 */
export function createReceiver(deps: ReceiverDeps) {
    const { secrets, bus, busName, livemode, toleranceSeconds, now, telemetry } = deps;

    async function checkRequest(payload: Buffer, header: string | undefined): Promise<SignatureVerdict> {
        const check = { payload, header, toleranceSeconds, nowSeconds: Math.floor(now() / 1000) };
        // What no secret could mend is refused without one: a store that is down must not turn a 400 into a 503.
        const unread = checkSignature({ ...check, secrets: [] });
        if (unread !== "unmatched") {
            return unread;
        }
        const verdict = checkSignature({ ...check, secrets: await secrets.current() });
        if (verdict === "genuine") {
            return verdict;
        }
        const fresh = await secrets.refreshed();
        return fresh === undefined ? verdict : checkSignature({ ...check, secrets: fresh });
    }

    async function put(entry: PutEventsRequestEntry, event: StripeEvent): Promise<APIGatewayProxyResult> {
        const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({ Entries: [entry] }));
        const failure = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
        if (FailedEntryCount || failure !== undefined) {
            telemetry.error("the bus refused the event", undefined, { ...about(event), busError: failure?.ErrorCode });
            telemetry.count("BusFailures");
            return answer(503, "try again");
        }
        telemetry.info("received", { ...about(event), busEventId: Entries?.[0]?.EventId });
        telemetry.count("EventsReceived");
        return answer(200, "received");
    }

    async function receive(request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
        const payload = readBody(request);
        const verdict = await checkRequest(payload, readHeader(request, "stripe-signature"));
        if (verdict !== "genuine") {
            telemetry.warn("refused: the signature does not verify", { verdict });
            telemetry.count("SignaturesRefused");
            return answer(400, "not accepted");
        }
        const parsed = parseStripeEvent(payload);
        if (parsed === undefined) {
            telemetry.warn("refused: genuine, but not a Stripe event", { bytes: payload.length });
            telemetry.count("NotStripeEvents");
            return answer(400, "not a Stripe event");
        }
        const { text, event } = parsed;
        if (event.livemode !== undefined && event.livemode !== livemode) {
            telemetry.info("left aside: an event of the other mode", about(event));
            telemetry.count("OtherModeEvents");
            return answer(200, "left aside: an event of the other mode");
        }
        const entry = {
            ...makeBusEntry(busName, event, text),
            TraceHeader: process.env._X_AMZN_TRACE_ID ?? readHeader(request, "x-amzn-trace-id"),
        };
        if (countEntryBytes(entry) > maxEntryBytes) {
            telemetry.error("refused: larger than the bus and its targets take", undefined, {
                ...about(event),
                bytes: payload.length,
            });
            telemetry.count("EventsTooLarge");
            return answer(413, "larger than the bus takes");
        }
        return put(entry, event);
    }

    return async (request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
        try {
            return await receive(request);
        } catch (error) {
            telemetry.error("could not take the event", error);
            telemetry.count("ReceiveFailures");
            return answer(503, "try again");
        } finally {
            telemetry.flush();
        }
    };
}

/** By what people look for an event: ids, and never a body. An event names an account where it is not the stack's own. */
function about(event: StripeEvent): Record<string, string | undefined> {
    const { account } = readOrigin(event);
    const { object } = isHash(event.data) ? event.data : {};
    return {
        eventId: event.id,
        eventType: event.type,
        account: account === "platform" ? undefined : account,
        ...(isHash(object) && {
            objectId: isName(object.id) ? object.id : undefined,
            customerId: readCustomerId(String(object.object), object),
        }),
    };
}

function answer(statusCode: number, message: string): APIGatewayProxyResult {
    return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}
