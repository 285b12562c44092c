import { changed, deleted } from "../object-change";
import { card } from "../objects/card";
import { cashBalance, cashBalanceTransaction } from "../objects/cash-balance";
import { customer } from "../objects/customer";
import { discount } from "../objects/discount";
import { entitlementSummary } from "../objects/entitlement-summary";
import { taxId } from "../objects/tax-id";
import { defineEvents } from "./catalogue";

export const customers = defineEvents({
    "customer.created": (scene) => ({ object: customer(scene) }),
    "customer.updated": (scene) => changed(customer(scene), { email: `billing+${scene.person.email}` }),
    "customer.deleted": (scene) => deleted(customer(scene)),

    "customer.discount.created": (scene) => ({ object: discount(scene) }),
    "customer.discount.updated": (scene) =>
        changed(discount(scene), { source: { coupon: scene.text(8), type: "coupon" } }),
    "customer.discount.deleted": (scene) => deleted(discount(scene)),

    "customer.source.created": (scene) => ({ object: card(scene) }),
    "customer.source.updated": (scene) => changed(card(scene), { exp_year: 2031 }),
    "customer.source.expiring": (scene) => {
        // Stripe sends it when a card expires at the end of the month.
        const today = new Date(scene.now * 1000);
        return { object: { ...card(scene), exp_month: today.getUTCMonth() + 1, exp_year: today.getUTCFullYear() } };
    },
    "customer.source.deleted": (scene) => deleted(card(scene)),

    "customer.tax_id.created": (scene) => ({ object: taxId(scene) }),
    "customer.tax_id.updated": (scene) =>
        changed(taxId(scene), {
            verification: { status: "verified", verified_address: null, verified_name: scene.person.name },
        }),
    "customer.tax_id.deleted": (scene) => deleted(taxId(scene)),

    "cash_balance.funds_available": (scene) => ({ object: cashBalance(scene) }),
    "customer_cash_balance_transaction.created": (scene) => ({ object: cashBalanceTransaction(scene) }),
    "entitlements.active_entitlement_summary.updated": (scene) => {
        const summary = entitlementSummary(scene);
        const none = { ...summary.entitlements, data: [] };
        return changed(summary, { entitlements: summary.entitlements }, { entitlements: none });
    },
});
