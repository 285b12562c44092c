import type { Select } from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { type DynamoFixture, startDynamo } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { tableWithId } from "./dynamo-tables";

/** What AWS said: moto's tests/test_dynamodb/test_dynamodb_select.py, which ran against it. */
const specific = "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";

type QueryMore = Partial<QueryCommandInput>;

describe("DynamoDB's Select", () => {
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

    for (const [more, message] of [
        [{ Select: "SPECIFIC_ATTRIBUTES" }, specific],
        [
            { Select: "COUNT", ProjectionExpression: "id" },
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
        ],
        [
            { Select: "ALL_ATTRIBUTES", ProjectionExpression: "id" },
            "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
        ],
        [
            { Select: "ALL_PROJECTED_ATTRIBUTES", ProjectionExpression: "id" },
            "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES",
        ],
    ] as const) {
        it(`is refused as ${JSON.stringify(more)}, by queries and scans`, async () => {
            const errors = [await failure(query(more)), await failure(scan(more))];

            expect(errors.map(({ name }) => name)).to.deep.equal(["ValidationException", "ValidationException"]);
            expect(errors.map((error) => error.message)).to.deep.equal([
                `1 validation error detected: ${message}`,
                message,
            ]);
        });
    }

    it("is refused as an index's attributes without an index", async () => {
        const table = await failure(scan({ Select: "ALL_PROJECTED_ATTRIBUTES" }));

        expect(table.message).to.equal("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    });

    it("gives what it asks for", async () => {
        const counted = await query({ Select: "COUNT" satisfies Select });
        const held = await query({ Select: "ALL_PROJECTED_ATTRIBUTES" satisfies Select });
        const some = await query({ Select: "SPECIFIC_ATTRIBUTES" satisfies Select, ProjectionExpression: "id" });

        expect([counted.Count, counted.Items]).to.deep.equal([1, undefined]);
        expect(held.Items).to.deep.equal([{ id: "1", group: "g", name: { first: "n" } }]);
        expect(some.Items).to.deep.equal([{ id: "1" }]);
    });

    it("gets from a global index what that holds alone", async () => {
        const all = await failure(query({ Select: "ALL_ATTRIBUTES" satisfies Select }));
        const more = await failure(
            query({ ProjectionExpression: "id, #size", ExpressionAttributeNames: { "#size": "size" } }),
        );
        const part = await scan({
            IndexName: "by-group",
            ProjectionExpression: "#name.#first",
            ExpressionAttributeNames: { "#name": "name", "#first": "first" },
        });

        expect(all.message).to.contain("because its projection type is not ALL");
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
        const read = await scan({ ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" });

        expect(errors.map(({ message }) => message)).to.deep.equal([
            "Consistent reads are not supported on global secondary indexes",
            "Consistent reads are not supported on global secondary indexes",
        ]);
        expect(read.ConsumedCapacity?.CapacityUnits).to.equal(1);
    });
});
