import { expect } from "chai";

import { changePatterns } from "../../infra/change-pattern";

describe("changePatterns", () => {
    const parse = (statuses?: string[]) => changePatterns("invoice", statuses).map((one) => JSON.parse(one) as unknown);
    const eventName = ["INSERT", "MODIFY"];

    it("asks for one kind of object alone", () => {
        expect(parse()).to.deep.equal([{ eventName, dynamodb: { NewImage: { kind: { S: ["invoice"] } } } }]);
    });

    it("asks, for each status, for objects that have it and did not before", () => {
        const became = (status: string) => ({
            eventName,
            dynamodb: {
                NewImage: { kind: { S: ["invoice"] }, status: { S: [status] } },
                OldImage: { status: { S: [{ exists: false }, { "anything-but": [status] }] } },
            },
        });

        expect(parse(["paid", "void"])).to.deep.equal([became("paid"), became("void")]);
    });

    it("leaves the status before to the function where there are more statuses than patterns", () => {
        const statuses = ["a", "b", "c", "d", "e", "f"];

        expect(parse(statuses)).to.deep.equal([
            { eventName, dynamodb: { NewImage: { kind: { S: ["invoice"] }, status: { S: statuses } } } },
        ]);
    });
});
