import { changed, deleted } from "../object-change";
import { account, capability } from "../objects/account";
import { bankAccount } from "../objects/bank-account";
import { alertTriggered, creditBalanceTransaction, creditGrant, meter } from "../objects/billing";
import { portalConfiguration, portalSession } from "../objects/billing-portal";
import { file } from "../objects/file";
import { person } from "../objects/person";
import { testClock } from "../objects/test-clock";
import { defineEvents } from "./catalogue";

const day = 24 * 60 * 60;

export const accounts = defineEvents({
    "account.updated": (scene) => changed(account(scene), { payouts_enabled: true }, { payouts_enabled: false }),
    "account.external_account.created": (scene) => ({ object: bankAccount(scene) }),
    "account.external_account.updated": (scene) => changed(bankAccount(scene), { status: "validated" }),
    "account.external_account.deleted": (scene) => deleted(bankAccount(scene)),

    "capability.updated": (scene) => changed(capability(scene), { status: "active" }, { status: "pending" }),

    "person.created": (scene) => ({ object: person(scene) }),
    "person.updated": (scene) => changed(person(scene), { id_number_provided: true }),
    "person.deleted": (scene) => deleted(person(scene)),

    "billing.alert.triggered": (scene) => ({ object: alertTriggered(scene) }),
    "billing.credit_balance_transaction.created": (scene) => ({ object: creditBalanceTransaction(scene) }),
    "billing.credit_grant.created": (scene) => ({ object: creditGrant(scene) }),
    "billing.credit_grant.updated": (scene) =>
        changed(creditGrant(scene), { updated: scene.now, voided_at: scene.now }),
    "billing.meter.created": (scene) => ({ object: meter(scene) }),
    "billing.meter.updated": (scene) => changed(meter(scene), { display_name: "API calls", updated: scene.now }),
    "billing.meter.deactivated": (scene) =>
        changed(meter(scene), {
            status: "inactive",
            status_transitions: { deactivated_at: scene.now },
            updated: scene.now,
        }),
    "billing.meter.reactivated": (scene) =>
        changed(
            meter(scene),
            { status: "active", status_transitions: { deactivated_at: null }, updated: scene.now },
            { status: "inactive", status_transitions: { deactivated_at: scene.born } },
        ),

    "billing_portal.configuration.created": (scene) => ({ object: portalConfiguration(scene) }),
    "billing_portal.configuration.updated": (scene) =>
        changed(portalConfiguration(scene), { default_return_url: "https://example.com/home", updated: scene.now }),
    "billing_portal.session.created": (scene) => ({ object: portalSession(scene) }),

    "file.created": (scene) => ({ object: file(scene) }),

    "test_helpers.test_clock.created": (scene) => ({ object: testClock(scene) }),
    "test_helpers.test_clock.advancing": (scene) => ({
        object: {
            ...testClock(scene),
            status: "advancing",
            status_details: { advancing: { target_frozen_time: scene.now + 31 * day } },
        },
    }),
    "test_helpers.test_clock.ready": (scene) => ({
        object: { ...testClock(scene), frozen_time: scene.now + 31 * day },
    }),
    "test_helpers.test_clock.internal_failure": (scene) => ({
        object: { ...testClock(scene), status: "internal_failure" },
    }),
    "test_helpers.test_clock.deleted": (scene) => deleted(testClock(scene)),
});
