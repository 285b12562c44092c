import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import Stripe from "stripe";

import type { DeliveredEvent, Delivery } from "local-cloud";
import type { StackOutputs } from "../../cli/deployment";

const secret = "whsec_fake_stack";

/** What an entry or an item is in a table's answer, in DynamoDB's own form. */
type AttributeMap = Record<string, { S: string } | { N: string } | { BOOL: boolean }>;

/** How a fake stack behaves. */
export interface FakeStackOptions {
    /** The health answer's status. @default "ready" */
    health?: string;
    /** What the webhook answers to the nth event, from 0. @default 200 */
    answer?: (nth: number) => number;
    /** The ledger's outcome for the nth event, or `undefined` when it never gets there. @default "applied" */
    outcome?: (nth: number) => string | undefined;
    /** What its subscriptions do with each event. @default one that records it */
    deliveries?: Delivery[];
    /** How often the ledger is looked into before the event is there. @default 0 */
    looksBefore?: number;
    /** The value of the stack's secret. @default the secret that the webhook verifies with */
    stored?: string;
}

/** A webhook, a ledger, a state table and a secret: as much of a stack as commands see, on one port. */
export interface FakeStack {
    url: string;
    secret: string;
    /** The events that came with a good signature, in order. */
    events: Stripe.Event[];
    close(): Promise<void>;
}

/** Starts a fake stack. */
export async function startFakeStack(options: FakeStackOptions = {}): Promise<FakeStack> {
    const {
        health = "ready",
        answer = () => 200,
        outcome = () => "applied",
        looksBefore = 0,
        stored = secret,
    } = options;
    const events: Stripe.Event[] = [];
    const { deliveries = [delivery("billing-state-0123abc")] } = options;
    const delivered: DeliveredEvent[] = [];
    const ledger = new Map<string, AttributeMap>();
    const state = new Map<string, AttributeMap>();
    let looks = 0;

    function receive(body: string, signature: string): { status: number; body: unknown } {
        let event: Stripe.Event;
        try {
            event = Stripe.webhooks.constructEvent(body, signature, secret);
        } catch {
            return { status: 400, body: { message: "not genuine" } };
        }
        const nth = events.push(event) - 1;
        const status = answer(nth);
        const became = outcome(nth);
        if (status === 200) {
            const { id: detailId, type: detailType } = event;
            delivered.push({ eventId: `bus-${nth}`, detailId, detailType, deliveries });
        }
        if (status === 200 && became !== undefined && !ledger.has(event.id)) {
            const object = event.data.object as { id?: string; object: string };
            ledger.set(event.id, {
                eventId: { S: event.id },
                eventType: { S: event.type },
                outcome: { S: became },
                reason: { S: `it was ${became}` },
            });
            if (became === "applied" && object.id !== undefined) {
                state.set(`${event.account ?? "platform"}#${object.object}#${object.id}`, {
                    objectId: { S: object.id },
                    kind: { S: object.object },
                    deleted: { BOOL: false },
                });
            }
        }
        return { status, body: { status } };
    }

    function serve(target: string, request: FakeRequest): unknown {
        switch (target.split(".")[1]) {
            case "GetSecretValue":
                return { SecretString: stored };
            case "BatchGetItem": {
                const [table = "", { Keys = [] } = {}] = Object.entries(request.RequestItems ?? {})[0] ?? [];
                const tooSoon = table === "ledger" && looks++ < looksBefore;
                const found = Keys.map(({ eventId, objectKey }) =>
                    eventId === undefined ? state.get(objectKey?.S ?? "") : ledger.get(eventId.S),
                );
                return { Responses: { [table]: tooSoon ? [] : found.filter((entry) => entry !== undefined) } };
            }
            default:
                throw new Error(`the fake stack does not know ${target}`);
        }
    }

    const server = createServer((request, response) => {
        void readBody(request).then((body) => {
            if (request.url === "/_local/health") {
                send(response, 200, { status: health, region: "eu-central-1", outputs });
            } else if (request.url?.startsWith("/_local/deliveries?") === true) {
                const ids = new URL(request.url, url).searchParams.getAll("detail-id");
                send(response, 200, { events: delivered.filter(({ detailId = "" }) => ids.includes(detailId)) });
            } else if (request.url === "/stripe/webhook") {
                const answered = receive(body, String(request.headers["stripe-signature"]));
                send(response, answered.status, answered.body);
            } else {
                send(response, 200, serve(String(request.headers["x-amz-target"]), JSON.parse(body) as FakeRequest));
            }
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outputs: StackOutputs = {
        webhookUrl: `${url}/stripe/webhook`,
        signingSecretArn: "arn:aws:secretsmanager:eu-central-1:000000000000:secret:signing-AbCdEf",
        busName: "bus",
        archiveName: "archive",
        stateTableName: "state",
        ledgerTableName: "ledger",
        deadLetterQueueUrls: {},
        functions: {},
        metricsNamespace: "StripeEventBridge/fake__stack",
        alarmName: "fake__stack",
    };
    return {
        url,
        secret,
        events,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

/** What a function did with an event, at its first attempt. */
export function delivery(functionName: string, more: Partial<Delivery> = {}): Delivery {
    const targetArn = `arn:aws:lambda:eu-central-1:000000000000:function:${functionName}`;
    return { targetArn, status: "succeeded", attempt: 1, maxAttempts: 3, ...more };
}

interface FakeRequest {
    RequestItems?: Record<string, { Keys?: { eventId?: { S: string }; objectKey?: { S: string } }[] }>;
}

async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}
