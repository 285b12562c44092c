import type { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";
import { perform } from "./perform";

describe("DynamoDB's items", () => {
    let dynamo: DynamoFixture;
    const TableName = "things";

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable(tableWithId(TableName));
    });

    after(() => dynamo.stop());

    it("gives back every type of value that was put", async () => {
        const Item = {
            id: "types",
            text: "grüße 🎉",
            number: -12.5,
            bytes: new Uint8Array([1, 2, 255]),
            yes: true,
            nothing: null,
            list: [1, "two", { three: [3] }],
            map: { a: { b: "c" } },
            words: new Set(["a", "b"]),
            numbers: new Set([1, 2.5]),
        };

        await dynamo.document.put({ TableName, Item });

        const { Item: read } = await dynamo.document.get({ TableName, Key: { id: "types" }, ConsistentRead: true });
        expect(read).to.deep.equal(Item);
    });

    it("shows the item in the way of a condition when asked to", async () => {
        await dynamo.document.put({ TableName, Item: { id: "taken", version: 1 } });
        const condition = {
            TableName,
            ConditionExpression: "attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        } as const;

        const errors = [
            await failure<ConditionalCheckFailedException>(
                dynamo.document.put({ ...condition, Item: { id: "taken" } }),
            ),
            await failure<ConditionalCheckFailedException>(
                dynamo.document.update({
                    ...condition,
                    Key: { id: "taken" },
                    UpdateExpression: "SET version = :two",
                    ExpressionAttributeValues: { ":two": 2 },
                }),
            ),
            await failure<ConditionalCheckFailedException>(
                dynamo.document.delete({ ...condition, Key: { id: "taken" } }),
            ),
        ];

        for (const error of errors) {
            expect(error.name).to.equal("ConditionalCheckFailedException");
            expect(error.message).to.equal("The conditional request failed");
            expect(error.Item).to.deep.equal({ id: { S: "taken" }, version: { N: "1" } });
        }
    });

    it("does not show the item in the way of a condition unless asked to", async () => {
        await dynamo.document.put({ TableName, Item: { id: "hidden" } });

        const error = await failure<ConditionalCheckFailedException>(
            dynamo.document.put({ TableName, Item: { id: "hidden" }, ConditionExpression: "attribute_not_exists(id)" }),
        );

        expect(error.name).to.equal("ConditionalCheckFailedException");
        expect(error.Item).to.equal(undefined);
    });

    it("lets one of racing conditional puts win", async () => {
        const puts = Array.from({ length: 40 }, (_, racer) =>
            dynamo.document.put({
                TableName,
                Item: { id: "race", racer },
                ConditionExpression: "attribute_not_exists(id)",
            }),
        );

        const results = await Promise.allSettled(puts);

        expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    });

    it("loses none of racing updates", async () => {
        const updates = Array.from({ length: 50 }, () =>
            dynamo.document.update({
                TableName,
                Key: { id: "counter" },
                UpdateExpression: "ADD seen :one",
                ExpressionAttributeValues: { ":one": 1 },
            }),
        );

        await Promise.all(updates);

        const { Item } = await dynamo.document.get({ TableName, Key: { id: "counter" } });
        expect(Item).to.deep.equal({ id: "counter", seen: 50 });
    });

    it("compares lists and maps member by member, and sets in any order", async () => {
        await dynamo.document.put({
            TableName,
            Item: { id: "documents", list: [{ a: 1 }], map: { b: [2] }, set: new Set(["x", "y"]) },
        });

        await dynamo.document.update({
            TableName,
            Key: { id: "documents" },
            UpdateExpression: "SET done = :yes",
            ConditionExpression: "#l = :list AND #m = :map AND #s = :set AND NOT #m = :other AND contains(#l, :member)",
            ExpressionAttributeNames: { "#l": "list", "#m": "map", "#s": "set" },
            ExpressionAttributeValues: {
                ":yes": true,
                ":list": [{ a: 1 }],
                ":map": { b: [2] },
                ":set": new Set(["y", "x"]),
                ":other": { b: [3] },
                ":member": { a: 1 },
            },
        });

        const { Item } = await dynamo.document.get({ TableName, Key: { id: "documents" } });
        expect(Item?.done).to.equal(true);
    });

    const conditions: [condition: string, values: Record<string, unknown>, holds: boolean][] = [
        ["amount > :v", { ":v": 9 }, true],
        ["amount BETWEEN :v AND :w", { ":v": 10, ":w": 11 }, true],
        ["amount IN (:v, :w)", { ":v": 1, ":w": 10 }, true],
        ["amount = :v", { ":v": "10" }, false],
        ["gone <> :v", { ":v": 1 }, true],
        ["gone = :v", { ":v": 1 }, false],
        ["gone < :v OR gone > :v", { ":v": 1 }, false],
        ["gone BETWEEN :v AND :w", { ":v": 1, ":w": 2 }, false],
        ["amount BETWEEN gone AND :v", { ":v": 20 }, false],
        ["gone = absent", {}, false],
        ["attribute_not_exists(gone) AND attribute_exists(nested.deep[1])", {}, true],
        ["attribute_type(nested, :v)", { ":v": "M" }, true],
        ["begins_with(word, :v) AND contains(word, :w)", { ":v": "grü", ":w": "ße" }, true],
        ["contains(tags, :v)", { ":v": "b" }, true],
        ["size(word) = :v", { ":v": 7 }, true],
        ["size(nested.deep) = :v", { ":v": 2 }, true],
        ["size(gone) = :v", { ":v": 0 }, false],
        ["NOT (amount = :v OR word = :w)", { ":v": 1, ":w": "x" }, true],
    ];
    for (const [condition, values, holds] of conditions) {
        it(`${holds ? "meets" : "does not meet"} ${condition} ${JSON.stringify(values)}`, async () => {
            const Item = {
                id: "judged",
                amount: 10,
                word: "grüße",
                tags: new Set(["a", "b"]),
                nested: { deep: [1, 2] },
            };
            await dynamo.document.put({ TableName, Item });

            const outcome = await dynamo.document
                .put({
                    TableName,
                    Item,
                    ConditionExpression: condition,
                    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
                })
                .then(
                    () => "put",
                    (error: Error) => error.name,
                );

            expect(outcome).to.equal(holds ? "put" : "ConditionalCheckFailedException");
        });
    }

    it("removes the members of a list that the paths name, whatever their order", async () => {
        await dynamo.document.put({ TableName, Item: { id: "list", members: ["a", "b", "c", "d", { e: 1, f: 2 }] } });

        const { Attributes } = await dynamo.document.update({
            TableName,
            Key: { id: "list" },
            UpdateExpression: "REMOVE members[0], members[2], members[4].e SET members[1] = :b",
            ExpressionAttributeValues: { ":b": "B" },
            ReturnValues: "ALL_NEW",
        });

        expect(Attributes?.members).to.deep.equal(["B", "d", { f: 2 }]);
    });

    describe("with attributes that are named like members of every object", () => {
        const Key = { id: { S: "named" } };
        const put = (Item: object) => perform(dynamo.service, "PutItem", { TableName, Item: { ...Key, ...Item } });
        /** As it stands in JSON, where `__proto__` is a name like others. */
        const named = (name: string) => JSON.parse(`{ "${name}": { "N": "1" } }`) as object;

        for (const name of ["toString", "constructor", "hasOwnProperty", "__proto__"]) {
            const names = { "#n": name };
            const meets = async (condition: object) =>
                perform(dynamo.service, "DeleteItem", { TableName, Key, ...condition }).then(
                    () => true,
                    () => false,
                );

            it(`finds no ${name} where there is none`, async () => {
                await put({});
                const ConditionExpression = "attribute_exists(#n) OR size(#n) > :n";
                const ExpressionAttributeValues = { ":n": { N: "0" } };

                const found = await meets({
                    ConditionExpression,
                    ExpressionAttributeNames: names,
                    ExpressionAttributeValues,
                });
                const projected = await perform(dynamo.service, "GetItem", {
                    TableName,
                    Key,
                    ProjectionExpression: "#n",
                    ExpressionAttributeNames: names,
                });

                expect(found).to.equal(false);
                expect(JSON.stringify(projected)).to.equal('{"Item":{}}');
            });

            it(`keeps ${name} where it was put, and finds it`, async () => {
                await put(named(name));

                const read = await perform(dynamo.service, "GetItem", { TableName, Key });
                const found = await meets({
                    ConditionExpression: "attribute_exists(#n)",
                    ExpressionAttributeNames: names,
                });

                expect(JSON.stringify(read)).to.include(`"${name}":{"N":"1"}`);
                expect(found).to.equal(true);
            });

            for (const [where, before] of [
                ["an item that is new", undefined],
                ["an item that stands", {}],
            ] as const) {
                it(`sets ${name} in ${where}, if it does not exist`, async () => {
                    await perform(dynamo.service, "DeleteItem", { TableName, Key });
                    await (before && put(before));

                    await perform(dynamo.service, "UpdateItem", {
                        TableName,
                        Key,
                        UpdateExpression: "SET #n = if_not_exists(#n, :n)",
                        ExpressionAttributeNames: names,
                        ExpressionAttributeValues: { ":n": { N: "1" } },
                    });

                    const read = await perform(dynamo.service, "GetItem", { TableName, Key });
                    expect(JSON.stringify(read)).to.include(`"${name}":{"N":"1"}`);
                });
            }
        }
    });

    for (const [what, update] of [
        [
            "by SET",
            { UpdateExpression: "SET big = big - :half", ExpressionAttributeValues: { ":half": { N: "0.05" } } },
        ],
        ["by ADD", { UpdateExpression: "ADD big :half", ExpressionAttributeValues: { ":half": { N: "0.05" } } }],
    ] as const) {
        it(`refuses a sum of more than 38 digits ${what}, and keeps the number that was`, async () => {
            const Key = { id: { S: "big" } };
            const Item = { ...Key, big: { N: "12345678901234567890123456789012345678" } };
            await perform(dynamo.service, "PutItem", { TableName, Item });

            const error = await failure(perform(dynamo.service, "UpdateItem", { TableName, Key, ...update }));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.include("38 significant digits");
            expect(await perform(dynamo.service, "GetItem", { TableName, Key })).to.deep.include({ Item });
        });
    }

    it("counts an item's size in bytes and refuses more than 400 KB", async () => {
        const fits = "ü".repeat(200 * 1024 - 20);

        await dynamo.document.put({ TableName, Item: { id: "big", text: fits } });
        const tooBig = await failure(
            dynamo.document.put({ TableName, Item: { id: "big", text: fits + "ü".repeat(20) } }),
        );
        const grown = await failure(
            dynamo.document.update({
                TableName,
                Key: { id: "big" },
                UpdateExpression: "SET more = :more",
                ExpressionAttributeValues: { ":more": "ü".repeat(100) },
            }),
        );

        expect([tooBig.name, tooBig.message]).to.deep.equal([
            "ValidationException",
            "Item size has exceeded the maximum allowed size",
        ]);
        expect([grown.name, grown.message]).to.deep.equal([
            "ValidationException",
            "Item size to update has exceeded the maximum allowed size",
        ]);
    });

    it("answers for a table that is not there, and for a key that is not the table's", async () => {
        const missing = await failure(dynamo.document.get({ TableName: "nowhere", Key: { id: "1" } }));
        const key = await failure(dynamo.document.get({ TableName, Key: { key: "1" } }));

        expect(missing.name).to.equal("ResourceNotFoundException");
        expect([key.name, key.message]).to.deep.equal([
            "ValidationException",
            "The provided key element does not match the schema",
        ]);
    });

    describe("with names like members of every object, in documents", () => {
        const Key = { id: { S: "documents" } };

        for (const name of ["constructor", "__proto__"]) {
            const names = { "#n": name };
            /** A map with this member alone, as it stands in JSON. */
            const map = (value: object) => ({ M: JSON.parse(`{ "${name}": ${JSON.stringify(value)} }`) as object });
            const read = (more: object) => perform(dynamo.service, "GetItem", { TableName, Key, ...more });

            it(`gives ${name} back at every depth, whole and by its path, and changes no other object`, async () => {
                const doc = map({ L: [map(map({ N: "1" }))] });
                await perform(dynamo.service, "PutItem", { TableName, Item: { ...Key, doc } });

                const whole = await read({});
                const part = await read({
                    ProjectionExpression: "doc.#n[0].#n.#n, #n.nothing",
                    ExpressionAttributeNames: names,
                });
                const updated = await perform(dynamo.service, "UpdateItem", {
                    TableName,
                    Key,
                    UpdateExpression: "SET doc.#n[0].#n = :two",
                    ExpressionAttributeNames: names,
                    ExpressionAttributeValues: { ":two": { N: "2" } },
                    ReturnValues: "UPDATED_NEW",
                });

                expect(JSON.stringify(whole)).to.equal(JSON.stringify({ Item: { ...Key, doc } }));
                expect(JSON.stringify(part)).to.equal(JSON.stringify({ Item: { doc } }));
                expect(JSON.stringify(updated)).to.equal(
                    JSON.stringify({ Attributes: { doc: map({ L: [map({ N: "2" })] }) } }),
                );
                expect(Object.keys(Object.prototype)).to.be.empty;
            });
        }
    });

    describe("have AWS's limits", () => {
        const put = (Item: object) =>
            failure(perform(dynamo.service, "PutItem", { TableName, Item: { id: { S: "limits" }, ...Item } }));
        const nested = (levels: number): object =>
            levels === 0
                ? { S: "leaf" }
                : levels % 2 === 0
                  ? { L: [nested(levels - 1)] }
                  : { M: { a: nested(levels - 1) } };

        for (const [what, item, message] of [
            ["32 levels and the item's own", { deep: nested(32) }, /Nesting Levels have exceeded supported limits/],
            ["thousands of levels", { deep: nested(3_000) }, /Nesting Levels have exceeded supported limits/],
            ["an empty name", { "": { S: "x" } }, /^Empty attribute name$/],
            ["an empty name of a member", { map: { M: { "": { S: "x" } } } }, /^Empty attribute name$/],
            ["a name of more than 65,535 bytes", { ["ü".repeat(32_768)]: { S: "x" } }, /Attribute name is too large/],
            ["a key of more than 2,048 bytes", { id: { S: "ü".repeat(1_025) } }, /maximum size limit of2048 bytes/],
            ["1E126", { n: { N: "1E126" } }, /Number overflow/],
            ["1E-131", { n: { N: "1E-131" } }, /Number underflow/],
            ["39 digits", { n: { N: "1".repeat(39) } }, /more than 38 significant digits/],
        ] as const) {
            it(`on ${what}`, async () => {
                const error = await put(item);

                expect(error).to.include({ code: "ValidationException" });
                expect(error.message).to.match(message);
            });
        }

        it("and take what is just within them", async () => {
            const Item = {
                id: { S: "ü".repeat(1_024) },
                deep: nested(31),
                small: { N: "1E-130" },
                big: { N: "1e+21" },
            };

            await perform(dynamo.service, "PutItem", { TableName, Item });

            const read = await perform(dynamo.service, "GetItem", { TableName, Key: { id: Item.id } });
            expect(read).to.deep.include({
                Item: { ...Item, small: { N: `0.${"0".repeat(129)}1` }, big: { N: "1000000000000000000000" } },
            });
        });

        it("on what an update makes of an item", async () => {
            const Key = { id: { S: "grown" } };
            await perform(dynamo.service, "PutItem", { TableName, Item: { ...Key, deep: nested(31) } });

            const error = await failure(
                perform(dynamo.service, "UpdateItem", {
                    TableName,
                    Key,
                    UpdateExpression: "SET deeper = :more",
                    ExpressionAttributeValues: { ":more": nested(32) },
                }),
            );

            expect(error.message).to.match(/Nesting Levels/);
        });

        it("on an index's key", async () => {
            await dynamo.service.putTable(ordersTable("limited"));
            const order = (status: string) =>
                failure(
                    dynamo.document.put({
                        TableName: "limited",
                        Item: { customer: "c", order: "1", status, amount: 1 },
                    }),
                );

            const [large, empty] = [await order("s".repeat(2_049)), await order("")];

            expect([large.name, empty.name]).to.deep.equal(["ValidationException", "ValidationException"]);
            expect(large.message).to.contain("maximum size limit of2048 bytes");
            expect(empty.message).to.contain("IndexName: by-status, IndexKey: status");
        });
    });

    it("writes and reads in batches, of several tables", async () => {
        await dynamo.service.putTable(tableWithId("others"));
        await dynamo.document.put({ TableName, Item: { id: "b0" } });

        await dynamo.document.batchWrite({
            RequestItems: {
                [TableName]: [
                    { DeleteRequest: { Key: { id: "b0" } } },
                    { PutRequest: { Item: { id: "b1", n: 1, m: 2 } } },
                ],
                others: [{ PutRequest: { Item: { id: "b2" } } }],
            },
        });

        const { Responses, UnprocessedKeys } = await dynamo.document.batchGet({
            RequestItems: {
                [TableName]: {
                    Keys: [{ id: "b0" }, { id: "b1" }],
                    ConsistentRead: true,
                    ProjectionExpression: "id, n",
                },
                others: { Keys: [{ id: "b2" }] },
            },
        });
        expect(Responses).to.deep.equal({ [TableName]: [{ id: "b1", n: 1 }], others: [{ id: "b2" }] });
        expect(UnprocessedKeys).to.deep.equal({});
    });

    it("refuses more than 25 writes and 100 reads in a batch, of all tables together, and one item twice", async () => {
        await dynamo.service.putTable(tableWithId("second"));
        const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `batch-${index}` }));
        const puts = (count: number) => ids(count).map((Item) => ({ PutRequest: { Item } }));

        const errors = [
            await failure(dynamo.document.batchWrite({ RequestItems: { [TableName]: puts(25), second: puts(1) } })),
            await failure(
                dynamo.document.batchGet({
                    RequestItems: { [TableName]: { Keys: ids(100) }, second: { Keys: ids(1) } },
                }),
            ),
            await failure(dynamo.document.batchWrite({ RequestItems: { [TableName]: [...puts(1), ...puts(1)] } })),
            await failure(
                dynamo.document.batchGet({ RequestItems: { [TableName]: { Keys: [...ids(1), ...ids(1)] } } }),
            ),
        ].map(({ name, message }) => `${name}: ${message}`);

        const wrong =
            "ValidationException: 1 validation error detected: Value at 'requestItems' failed to satisfy constraint";
        expect(errors).to.deep.equal([
            `${wrong}: Member must have length less than or equal to 25`,
            `${wrong}: Member must have length less than or equal to 100`,
            "ValidationException: Provided list of item keys contains duplicates",
            "ValidationException: Provided list of item keys contains duplicates",
        ]);
    });

    it("does not say what a call costs", async () => {
        const ReturnConsumedCapacity = "TOTAL" as const;
        const Item = { id: "costly" };

        const errors = [
            await failure(dynamo.document.put({ TableName, Item, ReturnConsumedCapacity })),
            await failure(
                dynamo.document.batchGet({ RequestItems: { [TableName]: { Keys: [Item] } }, ReturnConsumedCapacity }),
            ),
            await failure(
                dynamo.document.transactWrite({
                    TransactItems: [{ Put: { TableName, Item } }],
                    ReturnConsumedCapacity,
                }),
            ),
        ];

        expect(errors.map(({ message }) => message)).to.deep.equal(
            Array(3).fill("The local cloud's DynamoDB does not have ReturnConsumedCapacity: use NONE"),
        );
    });

    it("hands back the keys that a batch of 16 MB has no room for", async () => {
        const ids = Array.from({ length: 42 }, (_, index) => `large-${index}`);
        await Promise.all(ids.map((id) => dynamo.document.put({ TableName, Item: { id, text: "x".repeat(405_000) } })));

        const first = await dynamo.document.batchGet({
            RequestItems: { [TableName]: { Keys: ids.map((id) => ({ id })) } },
        });
        const second = await dynamo.document.batchGet({ RequestItems: first.UnprocessedKeys });

        const read = [first, second]
            .flatMap(({ Responses }) => Responses?.[TableName] ?? [])
            .map(({ id }) => id as string);
        expect(second.UnprocessedKeys).to.deep.equal({});
        expect(first.Responses?.[TableName]).to.have.length(41);
        expect(read.sort()).to.deep.equal(ids.sort());
    });
});
