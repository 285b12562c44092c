import { newId, objects } from "stripe-events";
import { scene, type Subscriber } from "../subscriber";
import type { World } from "../world";

/** What Stripe takes for a dispute, in cents. */
const fee = 1500;

/** The customer's bank takes a charge's amount back. Returns the dispute's id. */
export function openDispute(world: World, who: Subscriber, charge: string): string {
    const made = makeDispute(world, who, charge);
    const about = { ids: { ...made.ids, balanceTransaction: newId("balanceTransaction", world.random) } };
    const withdrawal = objects.disputeTransaction(scene(world, who, about), -made.dispute.amount, fee);
    world.create(made.dispute, "charge.dispute.created");
    world.update("charge", charge, { disputed: true }, "charge.updated");
    const changes = { balance_transactions: [withdrawal] };
    world.update("dispute", made.dispute.id, changes, "charge.dispute.funds_withdrawn");
    return made.dispute.id;
}

/** The bank only asks, and takes nothing yet. Returns the dispute's id. */
export function openInquiry(world: World, who: Subscriber, charge: string): string {
    const { dispute: made } = makeDispute(world, who, charge);
    world.create(
        { ...made, is_charge_refundable: true, reason: "unrecognized", status: "warning_needs_response" },
        "charge.dispute.created",
    );
    world.update("charge", charge, { disputed: true }, "charge.updated");
    return made.id;
}

/** The business answers with what proves its case. */
export function answerDispute(world: World, id: string): void {
    const { evidence, evidence_details } = world.get("dispute", id);
    const changes = {
        evidence: { ...(evidence as object), product_description: "A subscription to our software" },
        evidence_details: { ...(evidence_details as object), has_evidence: true, submission_count: 1 },
        status: "under_review",
    };
    world.update("dispute", id, changes, "charge.dispute.updated");
}

/** The bank decides for the business: the amount comes back. */
export function winDispute(world: World, who: Subscriber, id: string): void {
    const before = world.get("dispute", id) as unknown as { amount: number; balance_transactions: object[] };
    world.update("dispute", id, { status: "won" }, "charge.dispute.closed");
    const ids = { dispute: id, balanceTransaction: newId("balanceTransaction", world.random) };
    const reversal = objects.disputeTransaction(scene(world, who, { ids }), before.amount, 0);
    const changes = { balance_transactions: [...before.balance_transactions, reversal] };
    world.update("dispute", id, changes, "charge.dispute.funds_reinstated");
}

function makeDispute(world: World, who: Subscriber, charge: string) {
    const { amount, payment_intent } = world.get("charge", charge) as unknown as Charged;
    const ids = { charge, paymentIntent: payment_intent, dispute: newId("dispute", world.random) };
    return { ids, dispute: objects.dispute(scene(world, who, { ids, amount })) };
}

interface Charged {
    amount: number;
    payment_intent: string;
}
