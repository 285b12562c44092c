import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { captureOutput } from "local-cloud/testing";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import Stripe from "stripe";

import { sync } from "../../cli/sync";
import type { BillingItem } from "../../handlers/billing/item";
import type { LedgerEntry } from "../../handlers/record-tables";
import { type LocalRun, startLocalRun } from "../end-to-end/local-run";

/** The program on the local cloud, and a local Stripe whose endpoint is down. */
export interface SyncSystem {
    stripe: LocalStripe;
    client: Stripe;
    /** Time passes at Stripe, or goes back: what was read before is then older than what is read next, or newer. */
    pass(seconds: number): void;
    /** Runs `npm run sync` as ana. */
    command(...args: string[]): Promise<{ code: number; output: string; errors: string }>;
    item(kind: string, id: string): Promise<BillingItem | undefined>;
    ledger(): Promise<LedgerEntry[]>;
    /** Another Stripe account, at this machine's time, and nothing in the tables. */
    renew(): Promise<void>;
    stop(): Promise<void>;
}

export async function startSyncSystem(): Promise<SyncSystem> {
    const run: LocalRun = await startLocalRun();
    const documents = DynamoDBDocument.from(new DynamoDBClient(run.aws));
    const { stateTableName, ledgerTableName } = run.outputs;
    let ahead = 0;
    // Who waits lets time pass at Stripe, and takes none here.
    const pace = {
        wait: async (milliseconds: number) => void (ahead += milliseconds),
        monotonic: () => performance.now() + ahead,
    };
    const start = async () => {
        const stripe = await startLocalStripe({ port: 0, now: () => Math.round(Date.now() + ahead) });
        const url = "http://127.0.0.1:9/nobody-listens";
        stripe.registerEndpoint({ id: "we_down", url, secret: "whsec_down", enabledEvents: ["*"] });
        const { hostname, port } = new URL(stripe.url);
        const client = new Stripe(stripe.secretKey, { host: hostname, port, protocol: "http", telemetry: false });
        return { stripe, client };
    };

    /** In this process, where a request for each item would take most of a test's time. */
    async function empty(TableName: string, key: string): Promise<void> {
        const { cloud } = run;
        const { Items } = await cloud.call<{ Items: Record<string, object>[] }>(cloud.dynamodb, "Scan", { TableName });
        for (const one of Items) {
            await cloud.call(cloud.dynamodb, "DeleteItem", { TableName, Key: { [key]: one[key] } });
        }
    }

    const system: SyncSystem = {
        ...(await start()),
        pass: (seconds) => void (ahead += seconds * 1000),
        async command(...args) {
            const [output, errors] = [captureOutput(), captureOutput()];
            const places = ["--aws-endpoint", run.aws.endpoint, "--stripe-url", system.stripe.url];
            const code = await sync([...args, ...places, "--who", "ana", "--rate", "1000"], output, errors, pace);
            return { code, output: output.text(), errors: errors.text() };
        },
        async item(kind, id) {
            const Key = { objectKey: `platform#${kind}#${id}` };
            return (await documents.get({ TableName: stateTableName, Key })).Item as BillingItem | undefined;
        },
        async ledger() {
            return ((await documents.scan({ TableName: ledgerTableName })).Items ?? []) as LedgerEntry[];
        },
        async renew() {
            await system.stripe.close();
            ahead = 0;
            await empty(stateTableName, "objectKey");
            await empty(ledgerTableName, "eventId");
            Object.assign(system, await start());
        },
        async stop() {
            await system.stripe.close();
            documents.destroy();
            await run.stop();
        },
    };
    return system;
}
