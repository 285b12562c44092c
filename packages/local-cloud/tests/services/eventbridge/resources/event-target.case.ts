import { ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";

import { bus, queue, rule } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    defaults: { adds: { eventBusName: "default", forceDestroy: false } },
    life: {
        needs: () => [bus, rule, queue],
        inputs: (made) => ({
            rule: "a-rule",
            eventBusName: "a-bus",
            targetId: "target-1",
            arn: made.queue?.outputs.arn,
            retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 60 },
        }),
        update: { retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 90 } },
        replace: { targetId: "target-2" },
        look: async ({ events }) => {
            const { Targets } = await events.send(
                new ListTargetsByRuleCommand({ Rule: "a-rule", EventBusName: "a-bus" }),
            );
            return Targets?.find(({ Id }) => Id === "target-1");
        },
        shows: {
            created: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 } },
            updated: { RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 90 } },
        },
    },
};
