import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";

import { createAlarmReader } from "../alert/alarm-reader";
import { createAlert } from "../alert/alert";
import { createMailAlert } from "../alert/mail-alert";
import { createPostAlert } from "../alert/post-alert";
import { createAwsClient } from "../aws/create-aws-client";
import { createTelemetry } from "../telemetry";
import { alertService } from "../service-names";

/** What both ways to people have; what it reads from the environment, `Alerts` puts there. */
function common() {
    return {
        // Not `createAwsClient`: it has CBOR, which that does not know. Alarms are rare.
        readAlarms: createAlarmReader(new CloudWatchClient({})),
        stack: process.env.STACK as string,
        telemetry: createTelemetry(alertService),
    };
}

/** Makes the function that posts alerts to a webhook. */
export const createPostAlertFunction = () =>
    createAlert({
        ...common(),
        send: createPostAlert({
            secrets: createAwsClient(SecretsManagerClient, { maxAttempts: 3 }),
            secretArn: process.env.ALERT_URL_SECRET_ARN as string,
            fetch: (url, init) => fetch(url, init),
            timeoutMilliseconds: 10_000,
        }),
    });

/** Makes the function that mails alerts. */
export const createMailAlertFunction = () =>
    createAlert({
        ...common(),
        send: createMailAlert({ sns: new SNSClient({}), topicArn: process.env.ALERT_TOPIC_ARN as string }),
    });
