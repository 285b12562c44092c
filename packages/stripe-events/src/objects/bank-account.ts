import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** The bank account that the business is paid out to. */
export function bankAccount(scene: Scene): JsonShape<Stripe.BankAccount> {
    return {
        id: scene.id("bankAccount"),
        object: "bank_account",
        account: scene.id("account"),
        account_holder_name: "Example Software, Inc.",
        account_holder_type: "company",
        account_type: null,
        available_payout_methods: ["standard"],
        bank_name: "STRIPE TEST BANK",
        country: "US",
        currency: scene.currency,
        default_for_currency: true,
        fingerprint: scene.text(16),
        last4: "6789",
        metadata: {},
        routing_number: "110000000",
        status: "new",
    };
}
