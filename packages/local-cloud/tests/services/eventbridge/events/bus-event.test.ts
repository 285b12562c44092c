import { expect } from "chai";

import { markReplayed } from "../../../../src/services/eventbridge/events/bus-event";

describe("A replayed event", () => {
    const rest = '"source":"shop","detail-type":"t","time":"2026-01-01T00:00:00Z"';

    it("has its replay-name before resources, as AWS gives it, and the rest as it was", () => {
        const detail = '"detail":{"n":1.0,"resources":[2]}';

        const { text } = markReplayed(`{"id":"a,\\"resources\\":",${rest},"resources":["r"],${detail}}`, "again");

        expect(text).to.equal(`{"id":"a,\\"resources\\":",${rest},"replay-name":"again","resources":["r"],${detail}}`);
    });

    for (const [form, text] of [
        ["has other resources in its detail", `{"detail":{"a":1,"resources":[1]},${rest}}`],
        ["has no resources", `{"detail":{"a":1},${rest}}`],
        ["is spread over lines", `\n{\n "detail": {"a": 1}, ${rest}, "resources": []}`],
    ] as const) {
        it(`has its replay-name first when its text ${form}`, () => {
            const replayed = markReplayed(text, "again");

            expect(JSON.parse(replayed.text)).to.deep.equal({
                "replay-name": "again",
                ...(JSON.parse(text) as object),
            });
            expect(replayed.parsed).to.deep.equal(JSON.parse(replayed.text));
        });
    }
});
