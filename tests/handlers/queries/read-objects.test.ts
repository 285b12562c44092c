import type { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";

import { createReadObjects } from "../../../handlers/queries/read-objects";
import { failure } from "local-cloud/testing";

describe("reading objects by their keys", () => {
    const requests: unknown[] = [];
    const waits: number[] = [];

    beforeEach(() => {
        requests.length = waits.length = 0;
    });

    /** Answers with the last of the keys that are asked for, as many as the turn's number says, and leaves the rest. */
    function reader(answered: (turn: number) => number) {
        const send = async ({ input }: BatchGetCommand) => {
            requests.push(input.RequestItems);
            const keys = input.RequestItems?.state?.Keys ?? [];
            const most = answered(requests.length);
            const rest = keys.slice(0, Math.max(0, keys.length - most));
            return {
                Responses: { state: keys.slice(rest.length).map((key) => ({ ...key, object: {} })) },
                UnprocessedKeys: rest.length > 0 ? { state: { Keys: rest } } : {},
            };
        };
        return createReadObjects({
            documents: { send: send },
            stateTable: "state",
            wait: async (milliseconds) => void waits.push(milliseconds),
        });
    }

    it("gives them in the order of the keys, as they stand", async () => {
        const objects = await reader(() => 100)(["a", "b", "c"]);

        expect(objects.map(({ objectKey }) => objectKey)).to.deep.equal(["a", "b", "c"]);
        expect(requests).to.deep.equal([
            { state: { Keys: [{ objectKey: "a" }, { objectKey: "b" }, { objectKey: "c" }], ConsistentRead: true } },
        ]);
    });

    it("asks nothing where there are no keys", async () => {
        expect(await reader(() => 100)([])).to.deep.equal([]);
        expect(requests).to.deep.equal([]);
    });

    it("reads on at once what DynamoDB left out of a large answer", async () => {
        const objects = await reader(() => 1)(["a", "b", "c"]);

        expect(objects.map(({ objectKey }) => objectKey)).to.deep.equal(["a", "b", "c"]);
        expect(requests).to.have.length(3);
        expect(waits).to.deep.equal([]);
    });

    it("waits while DynamoDB answers nothing, longer each time, and then rejects", async () => {
        const objects = await reader((turn) => (turn > 3 ? 100 : 0))(["a"]);
        expect(objects).to.have.length(1);
        expect(waits).to.deep.equal([100, 200, 400]);
        waits.length = requests.length = 0;

        const error = await failure(reader(() => 0)(["a"]));

        expect(error.message).to.equal("DynamoDB is throttling: the objects were not read");
        expect(waits).to.deep.equal([100, 200, 400, 800, 1600]);
    });
});
