import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

import { isHash } from "./billing/canonical";
import { readCustomerId, readId } from "./billing/object-event";
import { readObjectId, readOrigin } from "./billing/subject";
import { countEntryBytes, makeBusEntry, maxEntryBytes } from "./bus-entry";
import { formatEndpointResource } from "./endpoint";
import { readBody, readHeader } from "./request";
import { findSigner, readSignature, type SignatureFlaw } from "./signature";
import type { SigningSecret } from "./signing-secret-value";
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

/** What a genuine request came by. */
interface Verified {
    /** The name of the endpoint at Stripe. */
    endpoint: string;
    /** Whether the stack has other endpoints, so that counts by endpoint tell something. */
    hasOthers: boolean;
}

type LogFields = Record<string, string | undefined>;

/**
 * Makes the handler behind `POST /stripe/webhook`: verifies the signature, puts the event on the bus, and answers.
 * 200 means that the bus has it, or that it is for the other mode; 400 that the request is not genuine or no Stripe
 * event; 413 that the bus does not take one as large; 503 that Stripe should try again.
 */
export function createReceiver(deps: ReceiverDeps) {
    const { secrets, bus, busName, livemode, toleranceSeconds, now, telemetry } = deps;

    /** Which endpoint's secret signed the request; or why it is not genuine. */
    async function verify(payload: Buffer, header: string | undefined): Promise<Verified | SignatureFlaw> {
        const signature = readSignature(header, { toleranceSeconds, nowSeconds: Math.floor(now() / 1000) });
        if (typeof signature === "string") {
            // Without a secret: a store that is down must not turn a 400 into a 503.
            return signature;
        }
        const known = await secrets.current();
        const signer = findSigner(known, payload, signature);
        if (signer !== undefined) {
            return toVerified(signer, known);
        }
        const fresh = await secrets.refreshed();
        const freshSigner = findSigner(fresh, payload, signature);
        return freshSigner === undefined ? "unmatched" : toVerified(freshSigner, [...known, ...fresh]);
    }

    async function put(entry: PutEventsRequestEntry, fields: LogFields): Promise<APIGatewayProxyResult> {
        const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({ Entries: [entry] }));
        const failure = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
        if (FailedEntryCount || failure !== undefined) {
            telemetry.error("the bus refused the event", undefined, { ...fields, busError: failure?.ErrorCode });
            telemetry.count("BusFailures");
            return answer(503, "try again");
        }
        telemetry.info("received", { ...fields, busEventId: Entries?.[0]?.EventId });
        telemetry.count("EventsReceived");
        return answer(200, "received");
    }

    async function receive(request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
        const payload = readBody(request);
        const verified = await verify(payload, readHeader(request, "stripe-signature"));
        if (typeof verified === "string") {
            telemetry.warn("refused: the signature does not verify", { verdict: verified });
            telemetry.count("SignaturesRefused");
            return answer(400, "not accepted");
        }
        const { endpoint, hasOthers } = verified;
        if (hasOthers) {
            telemetry.countBy("endpoint", endpoint);
        }
        const parsed = parseStripeEvent(payload);
        if (parsed === undefined) {
            telemetry.warn("refused: genuine, but not a Stripe event", { endpoint, bytes: payload.length });
            telemetry.count("NotStripeEvents");
            return answer(400, "not a Stripe event");
        }
        const { text, event } = parsed;
        const fields = { ...about(event), endpoint };
        if (event.livemode !== undefined && event.livemode !== livemode) {
            telemetry.info("left aside: an event of the other mode", fields);
            telemetry.count("OtherModeEvents");
            return answer(200, "left aside: an event of the other mode");
        }
        const entry = {
            ...makeBusEntry(busName, event, text),
            Resources: [formatEndpointResource(endpoint)],
            TraceHeader: process.env._X_AMZN_TRACE_ID ?? readHeader(request, "x-amzn-trace-id"),
        };
        if (countEntryBytes(entry) > maxEntryBytes) {
            telemetry.error("refused: larger than the bus and its targets take", undefined, {
                ...fields,
                bytes: payload.length,
            });
            telemetry.count("EventsTooLarge");
            return answer(413, "larger than the bus takes");
        }
        return put(entry, fields);
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
function about(event: StripeEvent): LogFields {
    const { account } = readOrigin(event);
    const { object } = isHash(event.data) ? event.data : {};
    return {
        eventId: event.id,
        eventType: event.type,
        account: account === "platform" ? undefined : account,
        ...(isHash(object) && {
            objectId: readObjectId(object),
            customerId: readCustomerId(String(object.object), object),
        }),
        ...(event.object === "v2.core.event" && { objectId: readId(event.related_object) }),
    };
}

function toVerified({ endpoint }: SigningSecret, all: readonly SigningSecret[]): Verified {
    return { endpoint, hasOthers: all.some((one) => one.endpoint !== endpoint) };
}

function answer(statusCode: number, message: string): APIGatewayProxyResult {
    return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}
