import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function cashBalance(scene: Scene): JsonShape<Stripe.CashBalance> {
    return {
        object: "cash_balance",
        available: { [scene.currency]: scene.amount },
        customer: scene.id("customer"),
        customer_account: null,
        livemode: scene.livemode,
        settings: { reconciliation_mode: "automatic", using_merchant_default: true },
    };
}

export function cashBalanceTransaction(scene: Scene): JsonShape<Stripe.CustomerCashBalanceTransaction> {
    return {
        id: scene.id("cashBalanceTransaction"),
        object: "customer_cash_balance_transaction",
        created: scene.born,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        ending_balance: scene.amount,
        funded: {
            bank_transfer: {
                reference: scene.text(12).toUpperCase(),
                type: "us_bank_transfer",
                us_bank_transfer: { network: "ach", sender_name: scene.person.name },
            },
        },
        livemode: scene.livemode,
        net_amount: scene.amount,
        type: "funded",
    };
}
