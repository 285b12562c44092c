import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

import { readDetail } from "./read-payload";

/**
 * Puts an event of Stripe's EventBridge destination, which could not be forwarded, on the stack's bus. It gets the form that the
 * receiver gives events, because AWS lets nobody else use a partner's source; `resources` tell how it came.
 *
 * @param body the letter's: the event as it was on the partner's bus
 * @throws Error when the bus refuses it
 */
export async function putOnBus(
    client: Pick<EventBridgeClient, "send">,
    EventBusName: string,
    body: string,
): Promise<void> {
    const event = JSON.parse(body) as { "detail-type": string; time: string };
    const { Entries } = await client.send(
        new PutEventsCommand({
            Entries: [
                {
                    EventBusName,
                    Source: "stripe.com",
                    DetailType: event["detail-type"],
                    Detail: readDetail(body),
                    Time: new Date(event.time),
                    Resources: ["stripe:endpoint/partner"],
                },
            ],
        }),
    );
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    if (ErrorCode !== undefined) {
        throw new Error(`${ErrorCode}: ${ErrorMessage}`);
    }
}
