import { expect } from "chai";

import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";

describe("DynamoDB's permissions", () => {
    let dynamo: DynamoFixture;
    const things = "arn:aws:dynamodb:eu-central-1:123456789012:table/things";
    const orders = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
    const Key = { id: "1" };

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable(tableWithId("things"));
        await dynamo.service.putTable(ordersTable("orders"));
    });

    beforeEach(() => {
        dynamo.authorized.length = 0;
        dynamo.refused.clear();
    });

    after(() => dynamo.stop());

    const byCustomer = { KeyConditionExpression: "customer = :c", ExpressionAttributeValues: { ":c": "c" } };
    const cases: [what: string, perform: () => Promise<unknown>, permissions: string[]][] = [
        ["GetItem", () => dynamo.document.get({ TableName: "things", Key }), [`dynamodb:GetItem ${things}`]],
        ["PutItem", () => dynamo.document.put({ TableName: "things", Item: Key }), [`dynamodb:PutItem ${things}`]],
        ["UpdateItem", () => dynamo.document.update({ TableName: "things", Key }), [`dynamodb:UpdateItem ${things}`]],
        ["DeleteItem", () => dynamo.document.delete({ TableName: "things", Key }), [`dynamodb:DeleteItem ${things}`]],
        [
            "Query of a table",
            () => dynamo.document.query({ TableName: "orders", ...byCustomer }),
            [`dynamodb:Query ${orders}`],
        ],
        [
            "Query of an index",
            () =>
                dynamo.document.query({
                    TableName: "orders",
                    IndexName: "by-status",
                    KeyConditionExpression: "#s = :s",
                    ExpressionAttributeNames: { "#s": "status" },
                    ExpressionAttributeValues: { ":s": "s" },
                }),
            [`dynamodb:Query ${orders}/index/by-status`],
        ],
        [
            "Scan of an index",
            () => dynamo.document.scan({ TableName: "orders", IndexName: "by-status" }),
            [`dynamodb:Scan ${orders}/index/by-status`],
        ],
        [
            "BatchGetItem",
            () =>
                dynamo.document.batchGet({
                    RequestItems: { things: { Keys: [Key] }, orders: { Keys: [{ customer: "c", order: "o" }] } },
                }),
            [`dynamodb:BatchGetItem ${things}`, `dynamodb:BatchGetItem ${orders}`],
        ],
        [
            "BatchWriteItem",
            () => dynamo.document.batchWrite({ RequestItems: { things: [{ PutRequest: { Item: Key } }] } }),
            [`dynamodb:BatchWriteItem ${things}`],
        ],
        [
            "TransactWriteItems",
            () =>
                dynamo.document.transactWrite({
                    TransactItems: [
                        { Put: { TableName: "things", Item: { id: "p" } } },
                        { Delete: { TableName: "things", Key: { id: "d" } } },
                        { Update: { TableName: "things", Key: { id: "u" }, UpdateExpression: "REMOVE a" } },
                        {
                            ConditionCheck: {
                                TableName: "orders",
                                Key: { customer: "c", order: "o" },
                                ConditionExpression: "attribute_not_exists(a)",
                            },
                        },
                    ],
                }),
            [
                `dynamodb:PutItem ${things}`,
                `dynamodb:DeleteItem ${things}`,
                `dynamodb:UpdateItem ${things}`,
                `dynamodb:ConditionCheckItem ${orders}`,
            ],
        ],
    ];
    for (const [what, perform, permissions] of cases) {
        it(`asks for ${what}`, async () => {
            await perform();

            expect(dynamo.authorized).to.deep.equal(permissions);
        });
    }

    it("lets a transaction do nothing when one of its actions is not allowed", async () => {
        dynamo.refused.add("dynamodb:DeleteItem");

        const error = await failure(
            dynamo.document.transactWrite({
                TransactItems: [
                    { Put: { TableName: "things", Item: { id: "not-put" } } },
                    { Delete: { TableName: "things", Key: { id: "2" } } },
                ],
            }),
        );

        const { Item } = await dynamo.document.get({ TableName: "things", Key: { id: "not-put" } });
        expect(error.name).to.equal("AccessDeniedException");
        expect(Item).to.equal(undefined);
    });
});
