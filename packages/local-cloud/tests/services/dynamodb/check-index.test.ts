import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { type DynamoFixture, startDynamo } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { tableWithId } from "./dynamo-tables";

type QueryMore = Partial<QueryCommandInput>;

describe("What a query or a scan selects", () => {
    let dynamo: DynamoFixture;

    before(async () => {
        dynamo = await startDynamo();
        const input = tableWithId("things", {
            AttributeDefinitions: [
                { AttributeName: "id", AttributeType: "S" },
                { AttributeName: "group", AttributeType: "S" },
            ],
            GlobalSecondaryIndexes: [
                {
                    IndexName: "by-group",
                    KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
                    Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["name"] },
                },
            ],
        });
        await dynamo.service.putTable(input);
        await dynamo.document.put({
            TableName: "things",
            Item: { id: "1", group: "g", name: { first: "n" }, size: 3 },
        });
    });

    after(() => dynamo.stop());

    const scan = (more: object) => dynamo.document.scan({ TableName: "things", ...more });
    const query = ({ ExpressionAttributeNames, ...more }: QueryMore) =>
        dynamo.document.query({
            TableName: "things",
            IndexName: "by-group",
            KeyConditionExpression: "#group = :group",
            ExpressionAttributeNames: { "#group": "group", ...ExpressionAttributeNames },
            ExpressionAttributeValues: { ":group": "g" },
            ...more,
        });

    it("is a count without what is counted, and nothing else", async () => {
        const counted = await query({ Select: "COUNT" });
        const errors = [
            await failure(query({ Select: "COUNT", ProjectionExpression: "id" })),
            await failure(scan({ Select: "ALL_ATTRIBUTES" })),
        ];

        expect([counted.Count, counted.Items]).to.deep.equal([1, undefined]);
        expect(errors.map(({ message }) => message)).to.deep.equal([
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
            "The local cloud's DynamoDB has no Select but COUNT: use ProjectionExpression",
        ]);
    });

    it("gets from a global index what that holds alone", async () => {
        const more = await failure(
            query({ ProjectionExpression: "id, #size", ExpressionAttributeNames: { "#size": "size" } }),
        );
        const part = await scan({
            IndexName: "by-group",
            ProjectionExpression: "#name.#first",
            ExpressionAttributeNames: { "#name": "name", "#first": "first" },
        });

        expect(more.name).to.equal("ValidationException");
        expect(more.message).to.equal(
            "One or more parameter values were invalid: Global secondary index by-group does not project [size]",
        );
        expect(part.Items).to.deep.equal([{ name: { first: "n" } }]);
    });

    it("cannot be consistent in a global index", async () => {
        const errors = [
            await failure(query({ ConsistentRead: true })),
            await failure(scan({ IndexName: "by-group", ConsistentRead: true })),
        ];

        expect(errors.map(({ message }) => message)).to.deep.equal([
            "Consistent reads are not supported on global secondary indexes",
            "Consistent reads are not supported on global secondary indexes",
        ]);
    });
});
