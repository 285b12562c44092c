import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";

import type { AwsSettings, StackOutputs } from "../../../cli/deployment";
import { createSyncTables } from "../../../handlers/sync/sync-tables";

export interface WaitOptions {
    aws: AwsSettings;
    outputs: StackOutputs;
    /** How long nothing may come, in milliseconds. @default 30000 */
    patienceMs?: number;
}

/**
 * Waits until the ledger has these events.
 *
 * @returns the ids of those that did not come
 */
export async function waitForEvents(
    ids: readonly string[],
    { aws, outputs, patienceMs = 30_000 }: WaitOptions,
): Promise<string[]> {
    const client = new DynamoDBClient(aws);
    const ledger = createSyncTables({
        documents: DynamoDBDocumentClient.from(client),
        stateTable: outputs.stateTableName,
        ledgerTable: outputs.ledgerTableName,
        now: () => Date.now(),
        wait: (milliseconds) => wait(milliseconds),
    });
    try {
        let missing = [...ids];
        for (let since = performance.now(); missing.length > 0 && performance.now() - since < patienceMs;) {
            const known = new Set((await ledger.find(missing)).map(({ eventId }) => eventId));
            missing = missing.filter((id) => !known.has(id));
            since = known.size > 0 ? performance.now() : since;
            await wait(100);
        }
        return missing;
    } finally {
        client.destroy();
    }
}
