import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";

import { createAwsClient } from "../aws/create-aws-client";
import { createStripe } from "../create-stripe";
import { createRecordEvent, createRecorder, type RecorderDeps } from "../record";
import { createRecordTables } from "../record-tables";
import { createThinRecorder } from "../record-thin";
import { createRetrieve } from "../retrieve";
import type { Telemetry } from "../telemetry";

// What these read from the environment, `BillingStore.recorder` puts there. There are two, so that a recorder that may not
// ask Stripe does not carry the code for it.

/** Makes the recorder. */
export const createPlainRecorder = (telemetry: Telemetry) => createRecorder(recorderDeps(telemetry));

/** Makes the recorder that asks Stripe where the events leave the state open, and for what thin events are about. */
export const createAskingRecorder = (telemetry: Telemetry) => {
    const deps = recorderDeps(telemetry);
    const stripe = createStripe({
        secrets: createAwsClient(SecretsManagerClient, { maxAttempts: 3 }),
        apiKeySecretArn: process.env.STRIPE_API_KEY_SECRET_ARN as string,
        now,
        base: process.env.STRIPE_API_BASE,
        fetch: (input, init) => fetch(input, init),
        onRetry: (reason, milliseconds) => telemetry.warn("Stripe is asked again", { reason, milliseconds }),
    });
    const record = createRecordEvent({ ...deps, retrieve: createRetrieve(stripe) });
    return createThinRecorder({ ...deps, record, stripe });
};

const now = () => Date.now();
const pause = (milliseconds: number) => wait(milliseconds);

function recorderDeps(telemetry: Telemetry): RecorderDeps {
    return {
        tables: createRecordTables({
            documents: DynamoDBDocumentClient.from(createAwsClient(DynamoDBClient, { maxAttempts: 4 })),
            stateTable: process.env.STATE_TABLE as string,
            ledgerTable: process.env.LEDGER_TABLE as string,
        }),
        ledgerDays: Number(process.env.LEDGER_DAYS),
        now,
        wait: pause,
        random: () => Math.random(),
        telemetry,
    };
}
