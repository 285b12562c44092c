import type * as aws from "@pulumi/aws";

import type { Alarm } from "./alarm";
import { queueMetrics } from "./metrics";

/** That people could not be told. It tells nobody itself by the way that does not work. */
export function alertsAlarm(deadLetterQueue: aws.sqs.Queue): Alarm {
    return {
        name: "alerts-dead-letters",
        cause: alertsAlarm.cause,
        metric: queueMetrics(deadLetterQueue).depth,
        treatMissingData: "ignore",
        what: "messages about alarms did not reach alertUrl or alertEmail",
        lost: "The alarms themselves are in CloudWatch: npm run status",
        mend:
            "See the causes: npm run dlq -- list alerts. If the webhook is gone: pulumi config set --secret alertUrl, and " +
            "pulumi up. Then drop the messages, or tell them: npm run dlq -- redrive alerts",
    };
}
alertsAlarm.cause = "alerts";
