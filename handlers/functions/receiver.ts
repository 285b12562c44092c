import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { createAwsClient } from "../aws/create-aws-client";
import { createReceiver } from "../receive";
import { receiverService } from "../service-names";
import { createSigningSecrets } from "../signing-secrets";
import { tellFlaws } from "../tell-flaws";
import { createTelemetry } from "../telemetry";

/** Makes the webhook's handler. What it reads from the environment, `WebhookIngress` puts there. */
export function createReceiverFunction() {
    // Far below API Gateway's 29 s, so that a stalled call still ends in an answer to Stripe.
    const limits = { maxAttempts: 3, connectionTimeout: 1_000, requestTimeout: 3_000 };
    const telemetry = createTelemetry(receiverService);
    const now = () => Date.now();
    return createReceiver({
        secrets: createSigningSecrets({
            client: createAwsClient(SecretsManagerClient, limits),
            secretArn: process.env.SIGNING_SECRET_ARN as string,
            now,
            onStale: (error) => telemetry.error("the secret store cannot be read", error),
            onFlaws: (flaws) => tellFlaws(telemetry, flaws),
        }),
        bus: createAwsClient(EventBridgeClient, limits),
        busName: process.env.BUS_NAME as string,
        livemode: process.env.STRIPE_MODE === "live",
        toleranceSeconds: Number(process.env.TOLERANCE_SECONDS),
        now,
        telemetry,
    });
}
