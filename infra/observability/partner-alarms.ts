import type { PartnerDoor } from "../partner-door";
import type { Alarm } from "./alarm";
import { queueMetrics, ruleMetrics } from "./metrics";

const cause = "Stripe's EventBridge destination";
const fromStripe = "Nothing is lost within Stripe's 30 days.";

/** The alarms of events that came by Stripe's EventBridge destination, and could not be forwarded. */
export function partnerAlarms({ name, rule, deadLetterQueue, busDeadLetterQueue }: PartnerDoor): Alarm[] {
    return [
        {
            name: `${name}-letters-lost`,
            cause,
            metric: ruleMetrics(rule).lettersLost,
            what: "events could not be put on the stack's bus, nor into the dead-letter queue",
            lost: fromStripe,
            mend:
                "Check that the queue is there and that its policy lets the rule send (pulumi preview --refresh shows what " +
                "changed), mend it, and bring the events back from Stripe: npm run sync -- recover",
        },
        {
            name: `${name}-dead-letters`,
            cause,
            metric: queueMetrics(deadLetterQueue).depth,
            // SQS stops a queue's metrics after six idle hours, while the letters still wait.
            treatMissingData: "ignore",
            what: "events could not be put on the stack's bus, and wait in a dead-letter queue",
            lost: "Nothing is lost: they wait for 14 days.",
            mend:
                `See why: npm run dlq -- show ${name}. Check that the bus is there and that the rule's role may put events on it ` +
                "(pulumi preview --refresh shows what changed), mend it, and put them there: npm run dlq -- redrive " +
                name,
        },
        ...(busDeadLetterQueue === undefined
            ? []
            : [
                  {
                      name: `${name}-bus-dead-letters`,
                      cause,
                      metric: queueMetrics(busDeadLetterQueue).depth,
                      treatMissingData: "ignore" as const,
                      what: "EventBridge could not use the key kmsKeyArn for the bus of Stripe's event source",
                      lost: fromStripe,
                      mend:
                          "The key is disabled, or its policy lacks a statement (docs/deploying.md, A key of your own). Mend that, " +
                          "bring the events back from Stripe (npm run sync -- recover), and purge the queue: what it holds is " +
                          "encrypted.",
                  },
              ]),
    ];
}
