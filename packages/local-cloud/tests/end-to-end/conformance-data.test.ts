import {
    BatchGetItemCommand,
    ConditionalCheckFailedException,
    DeleteTableCommand,
    DescribeTableCommand,
    DescribeTimeToLiveCommand,
    DynamoDBClient,
    DynamoDBServiceException,
    GetItemCommand,
    ListTablesCommand,
    paginateQuery,
    paginateScan,
    PutItemCommand,
    ResourceNotFoundException as NoTable,
    TransactionCanceledException,
    TransactWriteItemsCommand,
    UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
    DescribeSecretCommand,
    GetSecretValueCommand,
    ListSecretsCommand,
    PutSecretValueCommand,
    ResourceExistsException,
    ResourceNotFoundException as NoSecret,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";

import { secretArn } from "../../src/services/secretsmanager/secret-arn";

import {
    accountId,
    allPages,
    type ConformanceCloud,
    refused,
    region,
    startConformanceCloud,
} from "./conformance-cloud";

describe("AWS's own clients of DynamoDB and Secrets Manager against the local cloud", function () {
    this.timeout(20_000);
    let running: ConformanceCloud;

    before(async () => {
        running = await startConformanceCloud();
    });

    after(() => running?.cloud.stop());

    describe("DynamoDB", () => {
        const TableName = "orders";
        let client: DynamoDBClient;

        before(async () => {
            client = new DynamoDBClient(running.settings);
            await running.cloud.dynamodb.putTable({
                TableName,
                BillingMode: "PAY_PER_REQUEST",
                AttributeDefinitions: ["customer", "id", "status"].map((AttributeName) => ({
                    AttributeName,
                    AttributeType: "S",
                })),
                KeySchema: [
                    { AttributeName: "customer", KeyType: "HASH" },
                    { AttributeName: "id", KeyType: "RANGE" },
                ],
                GlobalSecondaryIndexes: [
                    {
                        IndexName: "byStatus",
                        KeySchema: [{ AttributeName: "status", KeyType: "HASH" }],
                        Projection: { ProjectionType: "ALL" },
                    },
                ],
            });
        });

        after(() => client?.destroy());

        const key = (customer: string, id: string) => ({ customer: { S: customer }, id: { S: id } });

        it("describes, lists and removes a table", async () => {
            const { Table } = await client.send(new DescribeTableCommand({ TableName }));
            await running.cloud.dynamodb.putTable({
                TableName: "short-lived",
                BillingMode: "PAY_PER_REQUEST",
                AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
                KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
            });
            const { TableNames } = await client.send(new ListTablesCommand({}));
            await client.send(new DeleteTableCommand({ TableName: "short-lived" }));

            expect(Table).to.include({
                TableStatus: "ACTIVE",
                TableArn: `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}`,
            });
            expect(Table?.GlobalSecondaryIndexes?.[0]).to.include({ IndexName: "byStatus", IndexStatus: "ACTIVE" });
            expect(Table?.CreationDateTime).to.be.instanceOf(Date);
            expect(TableNames).to.deep.equal([TableName, "short-lived"]);
            await refused(client.send(new DescribeTableCommand({ TableName: "short-lived" })), NoTable);
        });

        it("keeps every type of value, and updates in place", async () => {
            const Item = {
                ...key("types", "1"),
                bytes: { B: Uint8Array.from([0, 255]) },
                flag: { BOOL: false },
                list: { L: [{ N: "1" }, { NULL: true as const }] },
                map: { M: { a: { S: "" } } },
                numbers: { NS: ["1", "2"] },
                precise: { N: "12345678901234567890.12345678901234567" },
            };
            await client.send(new PutItemCommand({ TableName, Item }));

            const { Item: got } = await client.send(new GetItemCommand({ TableName, Key: key("types", "1") }));
            const { Attributes } = await client.send(
                new UpdateItemCommand({
                    TableName,
                    Key: key("types", "1"),
                    UpdateExpression: "SET #m.b = :b, visits = if_not_exists(visits, :zero) + :one REMOVE flag",
                    ExpressionAttributeNames: { "#m": "map" },
                    ExpressionAttributeValues: { ":b": { S: "x" }, ":zero": { N: "0" }, ":one": { N: "1" } },
                    ReturnValues: "ALL_NEW",
                }),
            );

            expect({
                ...got,
                bytes: [...(got?.bytes?.B ?? [])],
                numbers: [...(got?.numbers?.NS ?? [])].sort(),
            }).to.deep.equal({ ...Item, bytes: [0, 255], numbers: ["1", "2"] });
            expect(Attributes).to.deep.include({ visits: { N: "1" }, map: { M: { a: { S: "" }, b: { S: "x" } } } });
            expect(Attributes).to.not.have.property("flag");
        });

        it("queries and scans, by key and by index, in pages", async () => {
            const ids = Array.from({ length: 9 }, (_, index) => `2026-0${index + 1}`);
            for (const id of ids) {
                const Item = { ...key("pages", id), status: { S: id < "2026-06" ? "open" : "paid" } };
                await client.send(new PutItemCommand({ TableName, Item }));
            }
            const query = {
                TableName,
                KeyConditionExpression: "customer = :c AND id > :id",
                ExpressionAttributeValues: { ":c": { S: "pages" }, ":id": { S: "2026-02" } },
                ScanIndexForward: false,
            };
            const index = {
                TableName,
                IndexName: "byStatus",
                KeyConditionExpression: "#s = :s",
                ExpressionAttributeNames: { "#s": "status" },
                ExpressionAttributeValues: { ":s": { S: "open" } },
            };
            const scan = {
                TableName,
                FilterExpression: "customer = :c",
                ExpressionAttributeValues: { ":c": { S: "pages" } },
            };

            const found = await allPages(paginateQuery({ client, pageSize: 3 }, query), ({ Items }) => Items);
            const open = await allPages(paginateQuery({ client, pageSize: 2 }, index), ({ Items }) => Items);
            const scanned = await allPages(paginateScan({ client, pageSize: 4 }, scan), ({ Items }) => Items);

            expect(found.all.map(({ id }) => id?.S)).to.deep.equal(ids.slice(2).reverse());
            expect(found.pages).to.be.within(3, 4);
            expect(open.all.map(({ id }) => id?.S)).to.have.members(ids.slice(0, 5));
            expect(scanned.all).to.have.length(9);
        });

        it("writes on a condition, alone and in transactions, and shows the item that stood in the way", async () => {
            const Item = { ...key("once", "1"), version: { N: "1" } };
            const put = {
                TableName,
                Item,
                ConditionExpression: "attribute_not_exists(id)",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            } as const;
            await client.send(new PutItemCommand(put));

            const failed = await refused(client.send(new PutItemCommand(put)), ConditionalCheckFailedException);
            const cancelled = await refused(
                client.send(
                    new TransactWriteItemsCommand({
                        TransactItems: [{ Put: { TableName, Item: key("once", "2") } }, { Put: put }],
                    }),
                ),
                TransactionCanceledException,
            );
            const { Responses } = await client.send(
                new BatchGetItemCommand({
                    RequestItems: { [TableName]: { Keys: [key("once", "1"), key("once", "2")] } },
                }),
            );

            expect(failed.Item).to.deep.equal(Item);
            expect(cancelled.CancellationReasons?.map(({ Code }) => Code)).to.deep.equal([
                "None",
                "ConditionalCheckFailed",
            ]);
            expect(cancelled.CancellationReasons?.[1]?.Item).to.deep.equal(Item);
            expect(Responses?.[TableName]).to.deep.equal([Item]);
        });

        it("has a time to live, and refuses as DynamoDB does", async () => {
            await running.cloud.dynamodb.putTimeToLive(TableName, { enabled: true, attributeName: "expiresAt" });
            const described = await client.send(new DescribeTimeToLiveCommand({ TableName }));

            expect(described.TimeToLiveDescription).to.deep.equal({
                TimeToLiveStatus: "ENABLED",
                AttributeName: "expiresAt",
            });
            await refused(client.send(new GetItemCommand({ TableName: "none", Key: key("a", "b") })), NoTable);
            const error = await refused(
                client.send(new GetItemCommand({ TableName, Key: { customer: { S: "only half" } } })),
                DynamoDBServiceException,
            );
            expect(error.name).to.equal("ValidationException");
        });
    });

    describe("Secrets Manager", () => {
        let client: SecretsManagerClient;
        before(() => {
            client = new SecretsManagerClient(running.settings);
        });
        after(() => client?.destroy());

        /** A secret as a program declares it; returns its ARN. */
        async function create(name: string): Promise<string> {
            const arn = secretArn({ region, accountId }, name);
            await running.cloud.secrets.putSecret(arn, name, {});
            return arn;
        }

        it("keeps a value's versions by stage", async () => {
            const ARN = await create("shop/key");
            const { VersionId } = await client.send(
                new PutSecretValueCommand({ SecretId: "shop/key", SecretString: "one" }),
            );
            const put = await client.send(new PutSecretValueCommand({ SecretId: "shop/key", SecretString: "two" }));

            const current = await client.send(new GetSecretValueCommand({ SecretId: ARN }));
            const previous = await client.send(
                new GetSecretValueCommand({ SecretId: "shop/key", VersionStage: "AWSPREVIOUS" }),
            );
            const described = await client.send(new DescribeSecretCommand({ SecretId: "shop/key" }));

            expect(ARN).to.match(new RegExp(`^arn:aws:secretsmanager:${region}:${accountId}:secret:shop/key-\\w{6}$`));
            expect(current).to.include({ Name: "shop/key", SecretString: "two", VersionId: put.VersionId });
            expect(current.CreatedDate).to.be.instanceOf(Date);
            expect(previous).to.include({ SecretString: "one", VersionId });
            expect(described.VersionIdsToStages).to.deep.equal({
                [VersionId ?? ""]: ["AWSPREVIOUS"],
                [put.VersionId ?? ""]: ["AWSCURRENT"],
            });
        });

        it("keeps bytes, and lists in pages", async () => {
            const names = Array.from({ length: 5 }, (_, index) => `list/${index}`);
            for (const Name of names) {
                const SecretId = await create(Name);
                await client.send(new PutSecretValueCommand({ SecretId, SecretBinary: Uint8Array.from([1, 2, 255]) }));
            }
            const listed: (string | undefined)[] = [];
            let NextToken: string | undefined;
            do {
                const Filters = [{ Key: "name" as const, Values: ["list/"] }];
                const page = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2, NextToken }));
                listed.push(...(page.SecretList ?? []).map(({ Name }) => Name));
                NextToken = page.NextToken;
            } while (NextToken !== undefined);
            const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: "list/0" }));

            expect(listed).to.have.members(names);
            expect([...(SecretBinary ?? [])]).to.deep.equal([1, 2, 255]);
        });

        it("refuses as Secrets Manager does", async () => {
            await refused(client.send(new GetSecretValueCommand({ SecretId: "none" })), NoSecret);
            const value = { SecretId: await create("taken"), ClientRequestToken: "1".repeat(32) };
            await client.send(new PutSecretValueCommand({ ...value, SecretString: "x" }));
            await refused(
                client.send(new PutSecretValueCommand({ ...value, SecretString: "y" })),
                ResourceExistsException,
            );
        });
    });
});
