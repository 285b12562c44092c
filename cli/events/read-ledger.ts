import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import type { LedgerEntry } from "../../handlers/record-tables";
import type { StackOutputs } from "../deployment";

export interface LedgerDeps {
    outputs: Pick<StackOutputs, "ledgerTableName">;
    documents: Pick<DynamoDBDocumentClient, "send">;
}

/**
 * The ledger's entries of an event: beside its own, that of another type with the same id, as Stripe's old test webhooks have.
 *
 * @param types the types that the event is known to have
 */
export async function readLedger(
    { outputs: { ledgerTableName }, documents }: LedgerDeps,
    eventId: string,
    types: readonly string[],
): Promise<LedgerEntry[]> {
    const ids = [eventId, ...new Set(types.map((type) => `${eventId}#${type}`))];
    const Keys = ids.map((id) => ({ eventId: id }));
    const { Responses } = await documents.send(
        new BatchGetCommand({ RequestItems: { [ledgerTableName]: { Keys, ConsistentRead: true } } }),
    );
    return (Responses?.[ledgerTableName] ?? []) as LedgerEntry[];
}
