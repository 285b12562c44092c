import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";

import { letterKey } from "../../handlers/billing/letter-key";

/** The body of a letter about changes that a `store.on` handler gave up, as far as it matters here. */
export interface LetterOfChange {
    requestContext: { functionArn: string };
    DDBStreamBatchInfo: { streamArn: string; startSequenceNumber: string; batchSize: number };
}

export interface RedriveChangeDeps {
    lambda: Pick<LambdaClient, "send">;
    database: Pick<DynamoDBClient, "send">;
}

/**
 * Has a `store.on` handler handle again what it gave up: writes the object's item anew, unchanged but for its version and
 * the mark that names the letter. So the handler gets it by the table's stream, in its turn among the object's changes, and
 * what fails again becomes a new letter.
 *
 * To do this twice does no harm: once the object is handled, there is nothing more to do for its letters.
 *
 * @param subscription the handler's name in the program
 * @returns the object's key in the state table
 * @throws Error for a letter of which nothing is known
 */
export async function redriveChange(
    { requestContext: { functionArn }, DDBStreamBatchInfo: place }: LetterOfChange,
    subscription: string,
    { lambda, database }: RedriveChangeDeps,
): Promise<{ objectKey: string }> {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionArn }));
    const changesTable = Configuration?.Environment?.Variables?.CHANGES_TABLE;
    const id = letterKey(subscription, place.startSequenceNumber);
    const { Item: kept } = await database.send(
        new GetItemCommand({ TableName: changesTable, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    const objectKey = kept?.objectKey?.S;
    if (objectKey === undefined || place.batchSize !== 1) {
        const count = place.batchSize === 1 ? "a change" : `${place.batchSize} changes`;
        throw new Error(
            `the letter is of ${count} that ${subscription} did not come to try, or could not note: do by hand what it would ` +
                "have done, or let the next change of the object do it (docs/changes.md)",
        );
    }
    // arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL
    const [, TableName] = place.streamArn.split("/");
    await database.send(
        new UpdateItemCommand({
            TableName,
            Key: { objectKey: { S: objectKey } },
            UpdateExpression: "SET #redriven = :id, #version = #version + :one",
            ConditionExpression: "attribute_exists(#version)",
            ExpressionAttributeNames: { "#redriven": "redriven", "#version": "version" },
            ExpressionAttributeValues: { ":id": { S: id }, ":one": { N: "1" } },
        }),
    );
    return { objectKey };
}
