import { expect } from "chai";
import * as fc from "fast-check";

import type { Item } from "../../../src/services/dynamodb/attribute-value";
import { addNumbers, canonicalNumber, compareNumbers, sortableDecimal } from "../../../src/services/dynamodb/decimal";
import { type DynamoFixture, startDynamo } from "../../../src/testing/dynamo";
import { perform } from "./perform";

describe("DynamoDB's keys", () => {
    let dynamo: DynamoFixture;

    beforeEach(async () => {
        dynamo = await startDynamo();
    });

    afterEach(() => dynamo.stop());

    const numbers = [
        "-9.9E125",
        "-100",
        "-99.5",
        "-99",
        "-9",
        "-1E-130",
        "0",
        "1E-130",
        "0.5",
        "1",
        "1.5",
        "2",
        "10",
        "9.9E125",
    ];
    const bytes = ["AA==", "AAA=", "AAE=", "AQ==", "fw==", "gA==", "/w==", "//8="];
    const texts = ["a", "a ", "a/", "ab", "b", "é", "\uffff", "😀"];
    for (const [type, sorted] of [
        ["N", numbers],
        ["B", bytes],
        ["S", texts],
    ] as const) {
        it(`sort by their ${type}, up and down, and ranges end where they should`, async () => {
            const Key = (value: string) => ({ id: { S: "one" }, sort: { [type]: value } });
            await dynamo.service.putTable({
                TableName: "sorted",
                BillingMode: "PAY_PER_REQUEST",
                AttributeDefinitions: [
                    { AttributeName: "id", AttributeType: "S" },
                    { AttributeName: "sort", AttributeType: type },
                ],
                KeySchema: [
                    { AttributeName: "id", KeyType: "HASH" },
                    { AttributeName: "sort", KeyType: "RANGE" },
                ],
            });
            for (const [place, value] of [...sorted.entries()].reverse()) {
                const Item = { ...Key(value), place: { N: String(place) } };
                await perform(dynamo.service, "PutItem", { TableName: "sorted", Item });
            }
            const places = async (condition: string, value?: string, ScanIndexForward = true) => {
                const { Items } = (await perform(dynamo.service, "Query", {
                    TableName: "sorted",
                    KeyConditionExpression: `id = :id${condition}`,
                    ExpressionAttributeValues: {
                        ":id": { S: "one" },
                        ...(value !== undefined && { ":v": { [type]: value } }),
                    },
                    ScanIndexForward,
                })) as { Items: Item[] };
                return Items.map(({ place }) => Number(place?.N));
            };

            const all = sorted.map((_value, place) => place);
            expect(await places("")).to.deep.equal(all);
            expect(await places("", undefined, false)).to.deep.equal([...all].reverse());
            for (const [place, value] of sorted.entries()) {
                expect(await places(" AND sort < :v", value), `< ${value}`).to.deep.equal(all.slice(0, place));
                expect(await places(" AND sort <= :v", value), `<= ${value}`).to.deep.equal(all.slice(0, place + 1));
                expect(await places(" AND :v < sort", value), `> ${value}`).to.deep.equal(all.slice(place + 1));
                expect(await places(" AND sort >= :v", value), `>= ${value}`).to.deep.equal(all.slice(place));
                expect(await places(" AND sort = :v", value), `= ${value}`).to.deep.equal([place]);
            }
        });
    }
});

describe("DynamoDB's numbers", () => {
    /** Whole numbers of up to 19 digits, times a power of ten. */
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), fc.integer({ min: -18, max: 18 }));
    const show = ([digits, power]: [bigint, number]) => `${digits}e${power}`;
    const exact = ([digits, power]: [bigint, number]) => digits * 10n ** BigInt(power + 18);

    it("are compared and added by their exact values", () => {
        fc.assert(
            fc.property(decimal, decimal, (one, other) => {
                const [mine, theirs] = [exact(one), exact(other)];
                expect(compareNumbers(show(one), show(other))).to.equal(mine < theirs ? -1 : Number(mine > theirs));
                const sum = outcome(() => addNumbers(show(one), show(other)));
                expect(sum).to.equal(outcome(() => canonicalNumber(`${mine + theirs}e-18`)));
                const difference = outcome(() => addNumbers(show(one), show(other), -1n));
                expect(difference).to.equal(outcome(() => canonicalNumber(`${mine - theirs}e-18`)));
            }),
        );
    });

    for (const [given, kept] of [
        ["00.10", "0.1"],
        ["-0", "0"],
        ["-0.0e9", "0"],
        ["1e3", "1000"],
        ["-12.5E-2", "-0.125"],
        [".5", "0.5"],
        ["5.", "5"],
        ["100", "100"],
    ] as const) {
        it(`are kept in full: ${given} as ${kept}`, () => {
            expect(canonicalNumber(given)).to.equal(kept);
            expect(sortableDecimal(given)).to.equal(sortableDecimal(kept));
        });
    }

    for (const text of ["", ".", "x", "1x", " 1", "1e", "--1", "NaN", "Infinity", "0x10"]) {
        it(`are not "${text}"`, () => {
            expect(() => canonicalNumber(text)).to.throw("The parameter cannot be converted to a numeric value");
        });
    }
});

/** What `compute` gives, or the message of its error. */
function outcome(compute: () => string): string {
    try {
        return compute();
    } catch (error) {
        return (error as Error).message;
    }
}
