import type { Target } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";

import { buildTargetInput } from "../../../../src/services/eventbridge/delivery/target-input";

const event = {
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "EC2 Instance State-change Notification",
    source: "aws.ec2",
    account: "123456789012",
    time: "2015-11-11T21:29:54Z",
    region: "us-east-1",
    resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
    detail: {
        "instance-id": "i-0123456789",
        state: "RUNNING",
        tags: [{ key: "a" }, { key: "b" }],
        size: 2,
        none: null,
    },
};

function inputFor(target: Partial<Target>): string {
    return buildTargetInput({
        target: { Id: "t", Arn: "arn:aws:sqs:us-east-2:123456789012:q", ...target },
        event: JSON.stringify(event),
    });
}

describe("A target's input", () => {
    it("is the event", () => {
        expect(inputFor({})).to.equal(JSON.stringify(event));
    });

    it("is the constant text of Input", () => {
        expect(inputFor({ Input: '{"a": 1}' })).to.equal('{"a": 1}');
    });

    for (const [path, found] of [
        ["$", event],
        ["$.detail", event.detail],
        ["$.detail.state", "RUNNING"],
        ["$.detail.instance-id", "i-0123456789"],
        ["$.detail.tags[1].key", "b"],
        ["$.resources[0]", event.resources[0]],
        ["$.detail.nothing", null],
        ["$.resources.length", null],
    ] as const) {
        it(`is what InputPath ${path} finds`, () => {
            expect(JSON.parse(inputFor({ InputPath: path }))).to.deep.equal(found);
        });
    }
});
