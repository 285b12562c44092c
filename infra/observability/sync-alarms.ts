import { syncService } from "../../handlers/service-names";
import type { StripeSync } from "../stripe-sync";
import { type Alarm, aQuarterOfAnHour } from "./alarm";
import { counted, defaultBusRuleMetrics, functionMetrics, queueMetrics } from "./metrics";

const daySeconds = 86_400;
const cause = "staying in step with Stripe";

/** The alarms of what keeps the state in step with Stripe: that it does not run, and what it cannot mend. */
export function syncAlarms({
    name,
    function: handler,
    deadLetterQueue,
    rules,
    recoverEveryMinutes,
}: StripeSync): Alarm[] {
    const count = (metric: string) => counted(syncService, metric, metric);
    const { throttles, lost } = functionMetrics(handler);
    const logs = `npm run logs -- ${name}`;
    const nextRun = "Nothing is lost: the next run does what this one did not.";
    return [
        {
            name: "sync-recover-not-run",
            cause,
            metric: count("RecoveriesDone"),
            tooFew: true,
            periodSeconds: 3 * recoverEveryMinutes * 60,
            treatMissingData: "breaching",
            what: "no look for missed events has come to its end for three intervals",
            lost: "Nothing is lost if you bring the events of that time back: npm run sync -- recover",
            mend:
                "After the first deployment that is so until the first look: wait. Otherwise read the function's log " +
                `(message: the run failed): ${logs}. Check that its rule is enabled.`,
        },
        {
            name: "sync-reconcile-not-run",
            cause,
            metric: count("ReconciliationsDone"),
            tooFew: true,
            periodSeconds: daySeconds,
            // The run of a night may begin a little later than the one before it.
            periods: { bad: 2, of: 2 },
            treatMissingData: "breaching",
            what: "the state has not been compared with Stripe for two days",
            lost: "Nothing is lost: each object has its turn again within a week.",
            mend:
                "After the first deployment that is so until the first night: wait. Otherwise read the function's log " +
                `(message: the run failed): ${logs}. Check that its rule is enabled.`,
        },
        {
            name: "sync-cut-short",
            cause,
            metric: count("RunsCutShort"),
            what: "a run reached the time that Lambda gives it before it had read everything from Stripe",
            lost: "What it left is not looked at: npm run sync -- recover and npm run sync -- reconcile have no such limit.",
            mend: "For recoveries, make the interval less, as each looks back over three: pulumi config set recoverEveryMinutes.",
        },
        {
            name: "sync-lost",
            cause,
            metric: lost,
            what: "runs failed, and Lambda could not put them into their dead-letter queue",
            lost: nextRun,
            mend:
                "Check that the queue is there and that the function's role may send to it (pulumi preview --refresh shows " +
                "what changed).",
        },
        ...Object.entries(rules).map(([ruleName, rule]) => ({
            name: `${ruleName}-letters-lost`,
            cause,
            metric: defaultBusRuleMetrics(rule).lettersLost,
            what: `EventBridge could not run ${ruleName}, nor put the run into its dead-letter queue`,
            lost: nextRun,
            mend:
                "Check that the queue is there and that its policy lets the rule send (pulumi preview --refresh shows what " +
                "changed).",
        })),
        {
            name: "sync-dead-letters",
            cause,
            metric: queueMetrics(deadLetterQueue).depth,
            // As with a subscription's: SQS stops a queue's metrics after six idle hours, while the letters still wait.
            treatMissingData: "ignore",
            what: "runs failed three times, and wait in the dead-letter queue",
            lost: nextRun,
            mend:
                `See the causes: npm run dlq -- list ${name}. Mend them, and drop the letters: npm run dlq -- drop ${name} ` +
                "--all",
        },
        {
            name: "sync-throttled",
            cause,
            metric: throttles,
            periods: aQuarterOfAnHour,
            what: "Lambda has had no room for it for a quarter of an hour",
            lost: "Nothing is lost: a run looks back over three intervals.",
            mend: "Find what uses up the account's concurrency (npm run doctor), or ask for a higher quota.",
        },
        {
            name: "sync-left-drifted",
            cause: "drift",
            metric: count("ObjectsLeftDrifted"),
            what: "objects in the state differ from Stripe's, and were not repaired",
            lost: "The state is wrong for them until they are repaired.",
            mend:
                `The function's log has the causes (message: reconciliation done): ${logs}. Once you know why they differ: npm ` +
                "run sync -- reconcile --repair",
        },
    ];
}
