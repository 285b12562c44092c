import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";

import { createRecordEvent } from "../../handlers/record";
import { createRecordTables } from "../../handlers/record-tables";
import { batchNotes } from "../../handlers/sync/batch-notes";
import { createBackfill } from "../../handlers/sync/backfill";
import { createBusWriter } from "../../handlers/sync/bus-writer";
import { createFollowAlerts } from "../../handlers/sync/follow-alerts";
import { createReconcile } from "../../handlers/sync/reconcile";
import { createRecover } from "../../handlers/sync/recover";
import { createStripeReader } from "../../handlers/sync/stripe-reader";
import { createSyncObject } from "../../handlers/sync/sync-object";
import { createSyncTables } from "../../handlers/sync/sync-tables";
import type { Telemetry } from "../../handlers/telemetry";
import { CommandError } from "local-cloud/command";
import { findDeployment } from "../deployment";
import { localStripeKey, localStripeUrl, type SyncOptions } from "./options";

/** As the program's own setting has it where nobody set another (docs/deploying.md). */
const ledgerDays = 90;

/** What the commands show is their report. */
const silent: Telemetry = { info() {}, warn() {}, error() {}, concern() {}, count() {}, countBy() {}, flush() {} };

/** How time passes while Stripe or AWS is waited for. */
export interface Pace {
    wait: (milliseconds: number) => Promise<void>;
    /** Milliseconds that only ever grow. */
    monotonic: () => number;
}

const realPace: Pace = { wait: (milliseconds) => wait(milliseconds), monotonic: () => performance.now() };

/**
 * What keeps a deployment in step with Stripe.
 *
 * @throws CommandError when there is no deployment, no API key, or one of the other mode
 */
export async function openSync(options: SyncOptions, onRetry: (reason: string) => void, pace = realPace) {
    const apiKey = options.apiKey ?? process.env.STRIPE_API_KEY ?? (options.stack === undefined ? localStripeKey : "");
    if (apiKey === "") {
        throw new CommandError("--stack needs a key of Stripe's API: give it as STRIPE_API_KEY or --api-key");
    }
    const { aws, outputs } = await findDeployment(options);
    const dynamo = new DynamoDBClient({ ...aws, maxAttempts: 10 });
    const bus = new EventBridgeClient({ ...aws, maxAttempts: 5 });
    const documents = DynamoDBDocumentClient.from(dynamo);
    const places = { documents, stateTable: outputs.stateTableName, ledgerTable: outputs.ledgerTableName };
    const now = () => Date.now();
    const { wait: pause, monotonic } = pace;
    const stripe = createStripeReader({
        apiKey: () => Promise.resolve(apiKey),
        account: options.account,
        base: options.stripeUrl ?? (options.stack === undefined ? localStripeUrl : undefined),
        requestsPerSecond: options.rate,
        fetch: (input, init) => fetch(input, init),
        monotonic,
        wait: pause,
        onRetry,
    });
    const state = createSyncTables({ ...places, now, wait: pause });
    const record = createRecordEvent({
        tables: batchNotes(createRecordTables(places), { ...places, wait: pause }),
        ledgerDays,
        now,
        wait: pause,
        random: () => Math.random(),
        telemetry: silent,
    });
    const deps = { stripe, state, record, now, telemetry: silent };
    const writer = createBusWriter({ bus, busName: outputs.busName, wait: pause });
    return {
        backfill: createBackfill(deps),
        reconcile: createReconcile(deps),
        recover: createRecover({
            ...deps,
            ledger: state,
            bus: writer,
            followAlerts: createFollowAlerts({ ...deps, ledgerDays }),
        }),
        syncObject: createSyncObject(deps),
        /** @throws CommandError when the state holds objects of the mode that the key does not read */
        async checkMode(): Promise<void> {
            const livemode = await stripe.livemode();
            for await (const [item] of state.scan()) {
                if (item !== undefined && item.livemode !== livemode) {
                    const [here, there] = item.livemode ? ["live", "test"] : ["test", "live"];
                    throw new CommandError(
                        `the state is of ${here} mode, and the API key of ${there} mode: give another`,
                    );
                }
                return;
            }
        },
        close(): void {
            dynamo.destroy();
            bus.destroy();
        },
    };
}
