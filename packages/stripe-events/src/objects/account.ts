import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { bankAccount } from "./bank-account";
import { list } from "./list";

/** What Stripe still wants to know: nothing. */
const nothingDue = {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
};

/** A connected account that may take payments. */
export function account(scene: Scene): JsonShape<Stripe.Account> {
    const id = scene.id("account");
    return {
        id,
        object: "account",
        business_type: "company",
        capabilities: { card_payments: "active", transfers: "active" },
        charges_enabled: true,
        controller: {
            fees: { payer: "application" },
            is_controller: true,
            losses: { payments: "application" },
            requirement_collection: "stripe",
            stripe_dashboard: { type: "express" },
            type: "application",
        },
        country: "US",
        created: scene.born,
        default_currency: scene.currency,
        details_submitted: true,
        email: scene.person.email,
        external_accounts: list(`/v1/accounts/${id}/external_accounts`, [bankAccount(scene)]),
        future_requirements: nothingDue,
        metadata: {},
        payouts_enabled: true,
        requirements: nothingDue,
        tos_acceptance: { date: scene.born },
        type: "express",
    };
}

/** What a connected account may do: here, take card payments. */
export function capability(scene: Scene): JsonShape<Stripe.Capability> {
    return {
        id: "card_payments",
        object: "capability",
        account: scene.id("account"),
        future_requirements: nothingDue,
        requested: true,
        requested_at: scene.born,
        requirements: nothingDue,
        status: "active",
    };
}
