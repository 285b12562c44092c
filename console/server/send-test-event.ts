import { CommandError } from "local-cloud/command";
import { isMadeEventType, makeEvent } from "stripe-events";

import { type Deployment, requireWebhook } from "../../cli/deployment";
import { postEvent } from "../../cli/trigger/post-event";
import { StackClient } from "../../cli/trigger/stack-client";
import type { SentEvent } from "../model/sent-event";

/**
 * Makes an event, signs it with the stack's secret, and posts it to the webhook, as `npm run trigger` does.
 *
 * @param set fields by their paths, such as `{ status: "past_due" }`
 * @throws CommandError when it cannot be made or sent
 */
export async function sendTestEvent(
    deployment: Deployment,
    type: unknown,
    set: Record<string, unknown>,
): Promise<SentEvent> {
    if (typeof type !== "string" || !isMadeEventType(type)) {
        throw new CommandError(`"${String(type)}" is not an event type that can be made.`);
    }
    const { webhookUrl: url } = requireWebhook(deployment.outputs);
    const event = make(type, set);
    const client = new StackClient(deployment);
    try {
        const secret = await client.signingSecret();
        const { status, milliseconds } = await postEvent({ url, secret, event });
        return { eventId: event.id, status, milliseconds: Math.round(milliseconds) };
    } finally {
        client.close();
    }
}

function make(type: Parameters<typeof makeEvent>[0], set: Record<string, unknown>): ReturnType<typeof makeEvent> {
    try {
        return makeEvent(type, { set });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}
