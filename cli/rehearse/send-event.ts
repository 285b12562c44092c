import { makeEvent, type StripeEvent } from "stripe-events";
import { requireWebhook } from "../deployment";
import { awaitApplied } from "../trigger/await-applied";
import { postEvent } from "../trigger/post-event";
import type { Rehearsal } from "./rehearsal";
import { StepFailure } from "./step-failure";

/** An event that was sent, and what it is about. */
export type SentEvent = StripeEvent<"customer.subscription.created">;

/**
 * Sends a signed event through the front door, and waits until its item stands in the table.
 *
 * @param secret what it is signed with. @default the stack's own
 * @throws StepFailure when it is refused or not applied
 */
export async function sendEvent(rehearsal: Rehearsal, secret = rehearsal.signingSecret): Promise<SentEvent> {
    const { deployment } = rehearsal;
    const event = makeEvent("customer.subscription.created");
    const { status, body } = await postEvent({ url: requireWebhook(deployment.outputs).webhookUrl, secret, event });
    if (status !== 200) {
        throw new StepFailure(`a genuine event was answered ${status}: ${body}`);
    }
    // Functions start cold here, on whatever machine this is.
    const { ledger, item } = await awaitApplied(deployment, event, { timeoutSeconds: 60 });
    if (ledger.outcome !== "applied" || item === undefined) {
        throw new StepFailure(`a new event came to "${ledger.outcome}" (${ledger.reason}), and was not applied`);
    }
    return event;
}
