import { makeEvent, type StripeEvent } from "stripe-events";
import type { Deployment } from "../deployment";
import { awaitApplied } from "../trigger/await-applied";
import { postEvent } from "../trigger/post-event";
import { openPartnerPutter } from "../trigger/put-partner-event";
import type { Rehearsal } from "./rehearsal";
import { StepFailure } from "./step-failure";

/** An event that was sent, and what it is about. */
export type SentEvent = StripeEvent<"customer.subscription.created">;

/**
 * Sends a signed event to the webhook, or puts one on the bus of Stripe's event source where there is no webhook, and waits until
 * its item stands in the table.
 *
 * @param secret what it is signed with. @default the stack's own
 * @throws StepFailure when it is refused or not applied
 */
export async function sendEvent(rehearsal: Rehearsal, secret?: string): Promise<SentEvent> {
    const { deployment } = rehearsal;
    const event = makeEvent("customer.subscription.created");
    const { webhookUrl } = deployment.outputs;
    if (webhookUrl === undefined) {
        await putEvent(deployment, event);
    } else {
        await post(webhookUrl, secret ?? rehearsal.signingSecret, event);
    }
    // Functions start cold here, on whatever machine this is.
    const { ledger, item } = await awaitApplied(deployment, event, { timeoutSeconds: 60 });
    if (ledger.outcome !== "applied" || item === undefined) {
        throw new StepFailure(`a new event came to "${ledger.outcome}" (${ledger.reason}), and was not applied`);
    }
    return event;
}

async function post(url: string, secret: string, event: SentEvent): Promise<void> {
    const { status, body } = await postEvent({ url, secret, event });
    if (status !== 200) {
        throw new StepFailure(`a genuine event was answered ${status}: ${body}`);
    }
}

async function putEvent(deployment: Deployment, event: SentEvent): Promise<void> {
    const { put, close } = await openPartnerPutter(deployment);
    try {
        await put(event);
    } finally {
        close();
    }
}
