import { makeEvent, type MadeEventType, seededRandom, sign, type StripeEvent } from "stripe-events";
import { knownEvent, signingSecret } from "./stub-cloud";

/** What functions are called with. */
export interface Scenario {
    /** What happens, in words. */
    name: string;
    /** Which function, by its name in the program. */
    functionName: string;
    requests: readonly object[];
}

/** How many different requests there are; a measurement goes through them again and again. */
const distinct = 250;

/** Every kind of call that an event causes. */
export function scenarios(): Scenario[] {
    const created = events("customer.subscription.created");
    const known = created.map((event, index) => ({ ...event, id: `${knownEvent}_${index}` }));
    return [
        { name: "receive", functionName: "webhook-receive", requests: created.map(post) },
        { name: "record, applied", functionName: "billing-state", requests: created.map(onTheBus) },
        { name: "record, duplicate", functionName: "billing-state", requests: known.map(onTheBus) },
        {
            name: "once",
            functionName: "payment-trouble",
            requests: events("invoice.payment_failed").map(onTheBus),
        },
    ];
}

function events(type: MadeEventType): StripeEvent[] {
    const random = seededRandom(`functions ${type}`);
    return Array.from({ length: distinct }, () => makeEvent(type, { random }));
}

/** As API Gateway hands it over, with the headers that Stripe sends. */
function post(event: StripeEvent): object {
    const body = JSON.stringify(event, undefined, 2);
    const headers = {
        Accept: "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Content-Type": "application/json; charset=utf-8",
        Host: "0123456789.execute-api.us-east-1.amazonaws.com",
        "Stripe-Signature": sign(body, signingSecret),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "X-Amzn-Trace-Id": "Root=1-60000000-000000000000000000000001",
        "X-Forwarded-For": "3.18.12.63",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    };
    return {
        resource: "/stripe/webhook",
        path: "/stripe/webhook",
        httpMethod: "POST",
        headers,
        multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        body: Buffer.from(body).toString("base64"),
        isBase64Encoded: true,
    };
}

/** As EventBridge hands it over. */
function onTheBus(detail: StripeEvent): object {
    return {
        version: "0",
        id: "11111111-2222-3333-4444-555555555555",
        source: "stripe.com",
        "detail-type": detail.type,
        account: "000000000000",
        time: new Date(detail.created * 1000).toISOString(),
        region: "us-east-1",
        resources: [],
        detail,
    };
}
