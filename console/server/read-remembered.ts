import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

import { rebuildHistory } from "../../handlers/billing/item-memory";
import type { ObjectEvent } from "../../handlers/billing/object-event";
import { fromStoredItem } from "../../handlers/billing/stored-item";

/**
 * The events that an item remembers, each with its object: those of the last two seconds that had any. The recorder needs
 * them to decide (docs/ordering.md); older versions of an object are in no table.
 */
export async function readRemembered(
    documents: Pick<DynamoDBDocumentClient, "send">,
    stateTableName: string,
    objectKey: string,
): Promise<ObjectEvent[]> {
    const { Item } = await documents.send(new GetCommand({ TableName: stateTableName, Key: { objectKey } }));
    if (Item === undefined) {
        return [];
    }
    const { seconds, read } = rebuildHistory(fromStoredItem(Item));
    const events = seconds.toReversed().flatMap((second) => second.events);
    return read === undefined ? events : [...events, read];
}
