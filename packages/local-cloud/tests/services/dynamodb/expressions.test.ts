import { expect } from "chai";

import type { AttributeValue, Item } from "../../../src/services/dynamodb/attribute-value";
import { type DynamoFixture, startDynamo } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { tableWithId } from "./dynamo-tables";
import { perform } from "./perform";

describe("DynamoDB's expressions", () => {
    let dynamo: DynamoFixture;
    const TableName = "things";
    const Key = { id: { S: "1" } };

    before(async () => {
        dynamo = await startDynamo();
        await dynamo.service.putTable(tableWithId(TableName));
    });

    after(() => dynamo.stop());

    /** Values that any expression may use; a request takes those that its expression names. */
    const values: Record<string, AttributeValue> = {
        ":n": { N: "1" },
        ":m": { N: "2" },
        ":s": { S: "x" },
        ":b": { B: "AQI=" },
        ":ss": { SS: ["a", "b"] },
        ":l": { L: [{ S: "z" }] },
        ":yes": { BOOL: true },
    };
    const named = (expression: string): object => {
        const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
        return used.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(used) } : {};
    };
    const check = (ConditionExpression: string, more: object = {}) =>
        perform(dynamo.service, "DeleteItem", {
            TableName,
            Key,
            ConditionExpression,
            ...named(ConditionExpression),
            ...more,
        });
    const update = (UpdateExpression: string, more: object = {}) =>
        perform(dynamo.service, "UpdateItem", {
            TableName,
            Key,
            UpdateExpression,
            ReturnValues: "ALL_NEW",
            ...named(UpdateExpression),
            ...more,
        }) as Promise<{ Attributes: Item }>;

    for (const [condition, reason] of [
        ["status = :n", "Attribute name is a reserved keyword; reserved keyword: status"],
        ["a.Name = :n", "Attribute name is a reserved keyword; reserved keyword: Name"],
        ["((a = :n))", "The expression has redundant parentheses;"],
        ["a = ((b))", "The expression has redundant parentheses;"],
        ["size(a)", "The function is not allowed to be used this way in an expression; function: size"],
        ["contains(a, attribute_exists(b))", "The function is not allowed to be used this way"],
        ["starts_with(a, :s)", "Invalid function name; function: starts_with"],
        ["constructor(a)", "Invalid function name; function: constructor"],
        ["contains(a)", "Incorrect number of operands for operator or function; operator or function: contains"],
        ["attribute_exists(:s)", "Operator or function requires a document path"],
        ["begins_with(a, :n)", "Incorrect operand type for operator or function; operator or function: begins_with"],
        [
            "size(:yes) = :n",
            "Incorrect operand type for operator or function; operator or function: size, operand type: BOOL",
        ],
        ["attribute_type(a, :s)", "Invalid attribute type name found; type: x"],
        ["a BETWEEN :m AND :n", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"],
        ["a BETWEEN :n AND :s", "The BETWEEN operator requires same data type"],
        ["a.b = a.b", "The first operand must be distinct from the remaining operands"],
        ["a = :gone", "An expression attribute value used in expression is not defined; attribute value: :gone"],
        ["#gone = :n", "An expression attribute name used in the document path is not defined; attribute name: #gone"],
        ["", "The expression can not be empty;"],
        ["a = :n AND", 'Syntax error; token: "<EOF>"'],
        ["a = :n b = :n", 'Syntax error; token: "b"'],
        ["a[x] = :n", 'Syntax error; token: "x"'],
        ["a = 1", 'Syntax error; token: "1"'],
        ["a ! :n", 'Syntax error; token: "!"'],
        ["a", 'Syntax error; token: "<EOF>"'],
        [`a = :n ${" ".repeat(4_090)}`, "Expression size has exceeded the maximum allowed size;"],
    ] as const) {
        it(`refuses the condition "${condition.slice(0, 40)}"`, async () => {
            const error = await failure(check(condition));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.contain(`Invalid ConditionExpression: ${reason}`);
        });
    }

    for (const [what, more, message] of [
        [
            "a name that it does not use",
            { ExpressionAttributeNames: { "#a": "a" } },
            "Names unused in expressions: keys: {#a}",
        ],
        [
            "a name without #",
            { ExpressionAttributeNames: { a: "a" } },
            'Names contains invalid key: Syntax error; key: "a"',
        ],
        ["no names at all", { ExpressionAttributeNames: {} }, "ExpressionAttributeNames must not be empty"],
        [
            "a value that it does not use",
            { ExpressionAttributeValues: { ":a": { S: "" } } },
            "Values unused in expressions: keys: {:a}",
        ],
    ] as const) {
        it(`are refused with ${what}`, async () => {
            const error = await failure(check("attribute_exists(b)", more));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.contain(`ExpressionAttribute${message.replace("ExpressionAttribute", "")}`);
        });
    }

    it("bind NOT before AND, and AND before OR", async () => {
        await perform(dynamo.service, "PutItem", { TableName, Item: { ...Key, a: { N: "1" } } });

        await update("SET a = :n", {
            ConditionExpression: "a = :n OR NOT a = :n AND attribute_exists(gone)",
        });
        const refused = await failure(
            update("SET a = :n", { ConditionExpression: "(a = :n OR a = :n) AND attribute_exists(gone)" }),
        );

        expect(refused).to.include({ code: "ConditionalCheckFailedException" });
    });

    for (const [expression, reason] of [
        ["", "The expression can not be empty;"],
        ["SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;'],
        ["SET a = :n, a = :m", "Two document paths overlap with each other"],
        ["SET a.b = :n REMOVE a", "Two document paths overlap with each other"],
        ["SET a.b = :n REMOVE a[0]", "Two document paths conflict with each other"],
        ["SET a = a + :n + :m", 'Syntax error; token: "+"'],
        ["SET a = :s + :n", "Incorrect operand type for operator or function; operator or function: +"],
        [
            "SET a = list_append(a, :n)",
            "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
        ],
        ["SET a = if_not_exists(:n, :m)", "Operator or function requires a document path"],
        ["SET a = plus(a, :n)", "Invalid function name; function: plus"],
        ["ADD a :s", "Incorrect operand type for operator or function; operator or function: ADD, operand type: S"],
        [
            "DELETE a :n",
            "Incorrect operand type for operator or function; operator or function: DELETE, operand type: N",
        ],
        ["ADD a b", 'Syntax error; token: "b"'],
        ["CHANGE a :n", 'Syntax error; token: "CHANGE"'],
    ] as const) {
        it(`refuses the update "${expression}"`, async () => {
            const error = await failure(update(expression));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.contain(`Invalid UpdateExpression: ${reason}`);
        });
    }

    const standing: Item = {
        n: { N: "5" },
        letters: { L: [{ S: "a" }, { S: "b" }] },
        words: { SS: ["a", "c"] },
        doc: { M: { a: { N: "1" }, b: { N: "2" } } },
    };
    for (const [expression, changes] of [
        ["SET n = n - :n, was = n", { n: { N: "4" }, was: { N: "5" } }],
        ["SET fresh = if_not_exists(fresh, :n) + :m", { fresh: { N: "3" } }],
        ["SET letters = list_append(:l, letters)", { letters: { L: [{ S: "z" }, { S: "a" }, { S: "b" }] } }],
        ["SET letters[9] = :n, letters[7] = :m", { letters: { L: [{ S: "a" }, { S: "b" }, { N: "2" }, { N: "1" }] } }],
        ["SET doc.c = doc.a, doc.a = doc.b", { doc: { M: { a: { N: "2" }, b: { N: "2" }, c: { N: "1" } } } }],
        ["REMOVE letters[0], doc.a, gone", { letters: { L: [{ S: "b" }] }, doc: { M: { b: { N: "2" } } } }],
        [
            "ADD n :m, words :ss, fresh :ss",
            { n: { N: "7" }, words: { SS: ["a", "c", "b"] }, fresh: { SS: ["a", "b"] } },
        ],
        ["DELETE words :ss, gone :ss", { words: { SS: ["c"] } }],
        ["set n = :s remove doc", { n: { S: "x" }, doc: undefined }],
    ] as const) {
        it(`make of an item what "${expression}" says`, async () => {
            await perform(dynamo.service, "PutItem", { TableName, Item: { ...Key, ...standing } });

            const { Attributes } = await update(expression);

            const expected = Object.entries({ ...Key, ...standing, ...changes }).filter(
                ([, value]) => value !== undefined,
            );
            expect(Attributes).to.deep.equal(Object.fromEntries(expected));
            expect(await perform(dynamo.service, "GetItem", { TableName, Key })).to.deep.include({ Item: Attributes });
        });
    }

    for (const [expression, message] of [
        ["SET n = gone", "The provided expression refers to an attribute that does not exist in the item"],
        ["SET gone.a = :n", "The document path provided in the update expression is invalid for update"],
        ["SET n[0] = :n", "The document path provided in the update expression is invalid for update"],
        ["SET n = letters + :n", "An operand in the update expression has an incorrect data type"],
        ["ADD words :n", "An operand in the update expression has an incorrect data type"],
        ["SET id = :s", "Cannot update attribute id. This attribute is part of the key"],
        ["SET id.a = :s", "Key attributes must be scalars"],
        ["SET n = if_not_exists(id.a, :s)", "Key attributes must be scalars"],
    ] as const) {
        it(`refuse "${expression}" of an item that it does not suit, and leave the item`, async () => {
            const Item = { ...Key, ...standing };
            await perform(dynamo.service, "PutItem", { TableName, Item });

            const error = await failure(update(expression));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.contain(message);
            expect(await perform(dynamo.service, "GetItem", { TableName, Key })).to.deep.include({ Item });
        });
    }

    for (const [legacy, instead] of [
        ["AttributesToGet", "ProjectionExpression"],
        ["AttributeUpdates", "UpdateExpression"],
        ["ConditionalOperator", "AND and OR in expressions"],
        ["Expected", "ConditionExpression"],
        ["KeyConditions", "KeyConditionExpression"],
        ["QueryFilter", "FilterExpression"],
        ["ScanFilter", "FilterExpression"],
    ] as const) {
        it(`have taken the place of ${legacy}, which is refused by its name`, async () => {
            const error = await failure(perform(dynamo.service, "Scan", { TableName, [legacy]: {} }));

            expect(error).to.include({ code: "ValidationException" });
            expect(error.message).to.equal(`The local cloud's DynamoDB does not have ${legacy}: use ${instead}`);
        });
    }
});
