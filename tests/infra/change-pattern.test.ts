import { expect } from "chai";

import { changePatterns } from "../../infra/change-pattern";

describe("changePatterns", () => {
    const parse = (statuses?: string[]) =>
        changePatterns("dunning", "invoice", statuses).map((one) => JSON.parse(one) as unknown);
    const eventName = ["INSERT", "MODIFY"];

    const redriven = {
        eventName,
        dynamodb: { NewImage: { kind: { S: ["invoice"] }, redriven: { S: [{ prefix: "dunning#letter#" }] } } },
    };

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

        expect(parse(["paid", "void"])).to.deep.equal([became("paid"), became("void"), redriven]);
    });

    it("asks for redriven letters beside as many statuses as an event source mapping takes patterns", () => {
        expect(parse(["a", "b", "c", "d"])).to.have.length(5);
    });

    it("leaves the status before to the function where there are more statuses than patterns for them", () => {
        const statuses = ["a", "b", "c", "d", "e"];

        expect(parse(statuses)).to.deep.equal([
            { eventName, dynamodb: { NewImage: { kind: { S: ["invoice"] }, status: { S: statuses } } } },
            redriven,
        ]);
    });
});
