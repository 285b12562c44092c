import type { ChangeSubscriptionStatus, Status, SubscriptionStatus, WebhookStatus } from "../../../cli/status/status";

const quiet: SubscriptionStatus = {
    handled: 118,
    skipped: 0,
    failed: 0,
    throttles: 0,
    lost: 0,
    took: { p50: 14.2, p99: 81 },
    waited: { p50: 3, p99: 12 },
    deadLetters: 0,
    paused: false,
};

const quietWebhook: WebhookStatus = {
    name: "webhook-receive",
    received: 118,
    otherMode: 0,
    signaturesRefused: 2,
    notStripeEvents: 0,
    tooLarge: 0,
    busFailures: 0,
    receiveFailures: 0,
    crashes: 0,
    throttles: 0,
    took: { p50: 6, p99: 240 },
};

/** A status in which nothing is wrong. */
export function makeStatus(more: Partial<Status> = {}): Status {
    return {
        name: "stripe-eventbridge__dev",
        at: "2026-11-27T16:49:23.000Z",
        webhook: quietWebhook,
        bus: { matched: 118, delivered: 236, retried: 0, failed: 0, lost: 0, took: { p50: 2, p99: 9 } },
        subscriptions: { "billing-state": makeSubscription(), "payment-trouble": makeSubscription({ handled: 4 }) },
        changeSubscriptions: {},
        outcomes: { applied: 110, duplicate: 3, stale: 4, ambiguous: 1, ignored: 0 },
        sync: {
            name: "sync",
            recover: { lastAt: "2026-11-27T16:31:00.000Z", runs: 48, recovered: 2 },
            reconcile: {
                lastAt: "2026-11-27T03:00:00.000Z",
                runs: 2,
                compared: 1204,
                drifted: 3,
                repaired: 3,
                leftDrifted: 0,
            },
            cutShort: 0,
            failed: 0,
            last: { done: "2026-11-27T16:31:00.000Z" },
        },
        otherDeadLetters: { sync: 0 },
        alarms: { list: [{ name: "stripe-server-errors-0123abc", state: "OK", description: "The webhook answered." }] },
        ...more,
    };
}

export function makeSubscription(more: Partial<SubscriptionStatus> = {}): SubscriptionStatus {
    return { ...quiet, ...more };
}

export function makeChangeSubscription(more: Partial<ChangeSubscriptionStatus> = {}): ChangeSubscriptionStatus {
    const { waited: _, ...shared } = quiet;
    return { ...shared, behind: 1_500, ...more };
}

/** One in which much is wrong. */
export function makeTroubledStatus(): Status {
    const well = makeStatus();
    return makeStatus({
        webhook: { ...quietWebhook, signaturesRefused: 12, receiveFailures: 1, throttles: 2 },
        bus: { ...well.bus, retried: 7, failed: 1, lost: 1 },
        subscriptions: {
            "billing-state": makeSubscription({ throttles: 4, waited: { p50: 15_000, p99: 95_000 } }),
            "payment-trouble": makeSubscription({ handled: 1, failed: 9, deadLetters: 3 }),
            mended: makeSubscription({
                failed: 3,
                last: { failed: "2026-11-27T16:20:00.000Z", handled: "2026-11-27T16:48:00.000Z" },
            }),
            welcome: makeSubscription({ handled: 0, failed: 2, took: { p50: undefined, p99: undefined } }),
        },
        changeSubscriptions: {
            dunning: makeChangeSubscription({ behind: 1_260_000 }),
            access: makeChangeSubscription({ paused: true, behind: undefined }),
        },
        sync: {
            ...(well.sync as NonNullable<Status["sync"]>),
            reconcile: { runs: 0, compared: 0, drifted: 2, repaired: 0, leftDrifted: 2 },
        },
        alarms: {
            list: [
                {
                    name: "stripe-payment-trouble-dead-letters-0123abc",
                    state: "ALARM",
                    description: "Events wait in its dead-letter queue.",
                },
                {
                    name: "stripe-sync-recover-not-run-0123abc",
                    state: "ALARM",
                    description:
                        "staying in step with Stripe: no look for missed events has come to its end for three intervals.\n" +
                        "Nothing is lost.\nRead the log.",
                },
            ],
        },
    });
}
