import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";

import { createAwsClient } from "../aws/create-aws-client";
import { createRecordEvent } from "../record";
import { createRecordTables } from "../record-tables";
import { createScheduledSync } from "../scheduled-sync";
import { createStripeApiKey } from "../stripe-api-key";
import { createBusWriter } from "../sync/bus-writer";
import { createFollowAlerts } from "../sync/follow-alerts";
import { createReconcile } from "../sync/reconcile";
import { createRecover } from "../sync/recover";
import { createStripeReader } from "../sync/stripe-reader";
import { createSyncTables } from "../sync/sync-tables";
import { createTelemetry } from "../telemetry";
import { syncService } from "../service-names";

/** Makes the handler that keeps in step with Stripe. What it reads from the environment, `StripeSync` puts there. */
export const createScheduledSyncFunction = () => {
    const telemetry = createTelemetry(syncService);
    const now = () => Date.now();
    const pause = (milliseconds: number) => wait(milliseconds);
    const stripe = createStripeReader({
        apiKey: createStripeApiKey({
            secrets: createAwsClient(SecretsManagerClient, { maxAttempts: 3 }),
            apiKeySecretArn: process.env.STRIPE_API_KEY_SECRET_ARN as string,
            now,
        }),
        base: process.env.STRIPE_API_BASE,
        // Far below the time that a run has in reserve; Lambda tries it again.
        patience: 30_000,
        fetch: (input, init) => fetch(input, init),
        monotonic: () => performance.now(),
        wait: pause,
        onRetry: (reason, milliseconds) => telemetry.warn("Stripe is asked again", { reason, milliseconds }),
    });
    const tables = {
        documents: DynamoDBDocumentClient.from(createAwsClient(DynamoDBClient, { maxAttempts: 8 })),
        stateTable: process.env.STATE_TABLE as string,
        ledgerTable: process.env.LEDGER_TABLE as string,
    };
    const state = createSyncTables({ ...tables, now, wait: pause });
    const ledgerDays = Number(process.env.LEDGER_DAYS);
    const record = createRecordEvent({
        tables: createRecordTables(tables),
        ledgerDays,
        now,
        wait: pause,
        random: () => Math.random(),
        // Repairs are counted as such.
        telemetry: { ...telemetry, count: () => undefined },
    });
    const bus = createBusWriter({
        bus: createAwsClient(EventBridgeClient, { maxAttempts: 3 }),
        busName: process.env.BUS_NAME as string,
        wait: pause,
    });
    return createScheduledSync({
        recover: (options, reader) => {
            const followAlerts = createFollowAlerts({ stripe: reader, state, record, ledgerDays, now, telemetry });
            return createRecover({ stripe: reader, ledger: state, bus, record, followAlerts, telemetry })(options);
        },
        reconcile: createReconcile({ stripe, state, record, now, telemetry }),
        stripe,
        recoverSeconds: Number(process.env.RECOVER_SECONDS),
        slices: Number(process.env.RECONCILE_SLICES),
        repair: process.env.RECONCILE_REPAIRS === "true",
        now,
        telemetry,
    });
};
