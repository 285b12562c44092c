import { syncService } from "../../handlers/service-names";
import type { StripeSync } from "../stripe-sync";
import type { Alarm } from "./alarms";
import { counted, defaultBusRuleMetrics, functionMetrics, queueMetrics } from "./metrics";

const daySeconds = 86_400;

/** The alarms of what keeps the state in step with Stripe: that it does not run, and what it cannot mend. */
export function syncAlarms({ function: handler, deadLetterQueue, rules, recoverEveryMinutes }: StripeSync): Alarm[] {
    const count = (name: string) => counted(syncService, name, name);
    const { throttles, lost } = functionMetrics(handler);
    return [
        {
            name: "sync-recover-not-run",
            metric: count("RecoveriesDone"),
            tooFew: true,
            periodSeconds: 3 * recoverEveryMinutes * 60,
            treatMissingData: "breaching",
            description:
                "No look for missed events has come to its end for three intervals. After the first deployment that is so " +
                "until the first one. Otherwise read the function's log (message: the run failed), and check that its rule " +
                "is enabled. Once it runs again, bring back the events of that time: npm run sync -- recover --stack NAME.",
        },
        {
            name: "sync-reconcile-not-run",
            metric: count("ReconciliationsDone"),
            tooFew: true,
            periodSeconds: daySeconds,
            // The run of a night may begin a little later than the one before it.
            periods: { bad: 2, of: 2 },
            treatMissingData: "breaching",
            description:
                "The state has not been compared with Stripe for two days. After the first deployment that is so until the " +
                "first night. Otherwise read the function's log (message: the run failed), and check that its rule is enabled.",
        },
        {
            name: "sync-left-drifted",
            metric: count("ObjectsLeftDrifted"),
            description:
                "Objects in the state differ from Stripe's, and were not repaired. The function's log has the causes " +
                "(message: reconciliation done). Once you know why they differ, repair them: npm run sync -- reconcile --repair " +
                "--stack NAME.",
        },
        {
            name: "sync-cut-short",
            metric: count("RunsCutShort"),
            description:
                "A run reached the time that Lambda gives it before it had read everything from Stripe. For recoveries, make " +
                "recoverEveryMinutes less: each looks back over three intervals. For both, npm run sync -- recover and npm run " +
                "sync -- reconcile have no such limit.",
        },
        {
            name: "sync-throttled",
            metric: throttles,
            periods: { bad: 3, of: 3 },
            description:
                "Lambda has had no room for the function that keeps the state in step for a quarter of an hour. Find what " +
                "uses up the account's concurrency, or ask for a higher quota.",
        },
        {
            name: "sync-dead-letters",
            metric: queueMetrics(deadLetterQueue).depth,
            // As with a subscription's: SQS stops a queue's metrics after six idle hours, while the letters still wait.
            treatMissingData: "ignore",
            description:
                "Runs that keep the state in step with Stripe failed three times. What the handler failed has its error in " +
                "the message's body, as responsePayload; what EventBridge could not deliver, in the message's attributes " +
                "ERROR_CODE and ERROR_MESSAGE. Mend the cause and purge the queue: the next run does what this one did not.",
        },
        {
            name: "sync-lost",
            metric: lost,
            description:
                "Runs that keep the state in step failed, and Lambda could not put them into their dead-letter queue. Check " +
                "that the queue is there and that the function's role may send to it (pulumi preview --refresh shows what " +
                "changed).",
        },
        ...Object.entries(rules).map(([ruleName, rule]) => ({
            name: `${ruleName}-letters-lost`,
            metric: defaultBusRuleMetrics(rule).lettersLost,
            description:
                `EventBridge could not run ${ruleName}, nor put the run into its dead-letter queue. Check that the queue is ` +
                "there and that its policy lets the rule send (pulumi preview --refresh shows what changed).",
        })),
    ];
}
