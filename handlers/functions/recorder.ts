import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";

import { createAwsClient } from "../aws/create-aws-client";
import { createRecorder, type RecorderDeps } from "../record";
import { createRecordTables } from "../record-tables";
import { createRetrieve } from "../retrieve";
import type { Telemetry } from "../telemetry";

// What these read from the environment, `BillingStore.recorder` puts there. There are two, so that a recorder that may not
// ask Stripe does not carry the code for it.

/** Makes the recorder. */
export const createPlainRecorder = (telemetry: Telemetry) => createRecorder(recorderDeps(telemetry));

/** Makes the recorder that asks Stripe where the events leave the state open. */
export const createAskingRecorder = (telemetry: Telemetry) =>
    createRecorder({
        ...recorderDeps(telemetry),
        retrieve: createRetrieve({
            secrets: createAwsClient(SecretsManagerClient, { maxAttempts: 3 }),
            apiKeySecretArn: process.env.STRIPE_API_KEY_SECRET_ARN as string,
            now: () => Date.now(),
            base: process.env.STRIPE_API_BASE,
            fetch: (input, init) => fetch(input, init),
        }),
    });

function recorderDeps(telemetry: Telemetry): RecorderDeps {
    return {
        tables: createRecordTables({
            documents: DynamoDBDocumentClient.from(createAwsClient(DynamoDBClient, { maxAttempts: 4 })),
            stateTable: process.env.STATE_TABLE as string,
            ledgerTable: process.env.LEDGER_TABLE as string,
        }),
        ledgerDays: Number(process.env.LEDGER_DAYS),
        now: () => Date.now(),
        wait: (milliseconds) => wait(milliseconds),
        random: () => Math.random(),
        telemetry,
    };
}
