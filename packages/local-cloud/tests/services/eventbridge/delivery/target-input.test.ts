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

function inputFor(target: Partial<Target>, text = JSON.stringify(event)): string {
    return buildTargetInput({
        bus: "default",
        rule: "example",
        ruleArn: "arn:aws:events:us-east-2:123456789012:rule/example",
        target: { Id: "t", Arn: "arn:aws:sqs:us-east-2:123456789012:q", ...target },
        event: text,
        acceptedAt: Date.UTC(2026, 0, 1, 12),
        attempts: 0,
    });
}

function transformed(InputTemplate: string, InputPathsMap?: Record<string, string>): string {
    return inputFor({ InputTransformer: { InputTemplate, ...(InputPathsMap === undefined ? {} : { InputPathsMap }) } });
}

describe("A target's input", () => {
    const paths = { instance: "$.detail.instance-id", state: "$.detail.state" };

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
        ["$.detail['instance-id']", "i-0123456789"],
        ['$["detail"]["tags"][1].key', "b"],
        ["$.resources[0]", event.resources[0]],
        ["$.detail.tags[*].key", ["a", "b"]],
        ["$.detail.nothing", null],
        ["$.resources.length", null],
    ] as const) {
        it(`is what InputPath ${path} finds`, () => {
            expect(JSON.parse(inputFor({ InputPath: path }))).to.deep.equal(found);
        });
    }

    // The examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
    for (const [description, template, output] of [
        ["a simple string", '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
        [
            "a string with escaped quotes",
            '"instance \\"<instance>\\" is in <state>"',
            '"instance \\"i-0123456789\\" is in RUNNING"',
        ],
        [
            "simple JSON, minified",
            '{\n  "instance" : <instance>,\n  "state": <state>\n}',
            '{"instance":"i-0123456789","state":"RUNNING"}',
        ],
        [
            "JSON with strings and variables",
            '{"instance" : <instance>, "state": "<state>", "status": "instance \\"<instance>\\" is in <state>"}',
            '{"instance":"i-0123456789","state":"RUNNING","status":"instance \\"i-0123456789\\" is in RUNNING"}',
        ],
        [
            "JSON with variables and static information",
            '{"state": [9, <state>, true], "Transformed": "Yes"}',
            '{"state":[9,"RUNNING",true],"Transformed":"Yes"}',
        ],
    ] as const) {
        it(`is what the transformer makes of ${description}`, () => {
            expect(transformed(template, paths)).to.equal(output);
        });
    }

    it("has objects, numbers and lists of the event as they are", () => {
        const template = '{"d": <detail>, "n": <n>, "keys": <keys>}';

        const output = transformed(template, { detail: "$.detail", n: "$.detail.size", keys: "$.detail.tags[*].key" });

        expect(JSON.parse(output)).to.deep.equal({ d: event.detail, n: 2, keys: ["a", "b"] });
    });

    for (const [description, value, text] of [
        ["an object", { id: "1", n: 2 }, "{id:1,n:2}"],
        ["a list", ["HIGH"], "[HIGH]"],
        ["a list of two", ["HIGH", "LOW"], "[HIGH,LOW]"],
        ["objects in a list in an object", { a: [{ b: "c", d: null }] }, "{a:[{b:c,d:null}]}"],
        ["an object with quotation marks and backslashes", { say: 'a "b"', path: "c:\\" }, "{say:a b,path:c:\\\\}"],
        ["a number", 1.5, "1.5"],
        ["a string with quotation marks", 'a "b"', 'a "b"'],
    ] as const) {
        it(`has ${description} without quotation marks of its own in text`, () => {
            const InputTransformer = { InputPathsMap: { v: "$.detail.v" }, InputTemplate: '"Payload of <v>"\n"."' };

            const output = inputFor({ InputTransformer }, JSON.stringify({ ...event, detail: { v: value } }));

            expect(output).to.equal(`"Payload of ${text}"\n"."`);
        });
    }

    for (const [description, value, output] of [
        ["an object", { id: "1" }, undefined],
        ["a list of strings", ["HIGH"], undefined],
        ["a string with quotation marks", 'a "b"', undefined],
        ["a list of numbers", [1, 2], '{"payload":"[1,2]"}'],
        ["an empty object", {}, '{"payload":"{}"}'],
        ["a string", "a", '{"payload":"a"}'],
    ] as const) {
        it(`makes ${output === undefined ? "nothing" : "JSON"} of ${description} within quotation marks within JSON`, () => {
            const InputTransformer = { InputPathsMap: { v: "$.detail.v" }, InputTemplate: '{"payload": "<v>"}' };
            const input = () => inputFor({ InputTransformer }, JSON.stringify({ ...event, detail: { v: value } }));

            if (output === undefined) {
                expect(input).to.throw("not JSON").with.property("code", "InvalidRequestContentException");
            } else {
                expect(input()).to.equal(output);
            }
        });
    }

    it("has an empty string for a path that finds nothing", () => {
        const none = { x: "$.detail.nowhere" };

        expect(transformed('"found <x>."', none)).to.equal('"found ."');
        expect(transformed('{"x": <x>}', none)).to.equal('{"x":""}');
    });

    it("keeps several lines of strings apart", () => {
        expect(transformed('"in <state>"\n"of <instance>"', paths)).to.equal('"in RUNNING"\n"of i-0123456789"');
    });

    it("has the reserved variables", () => {
        const output = transformed(
            '{"arn": <aws.events.rule-arn>, "text": "<aws.events.rule-name> at <aws.events.event.ingestion-time>", ' +
                '"event": <aws.events.event>, "json": <aws.events.event.json>}',
        );

        const { detail: _, "detail-type": detailType, ...rest } = event;
        expect(JSON.parse(output)).to.deep.equal({
            arn: "arn:aws:events:us-east-2:123456789012:rule/example",
            text: "example at 2026-01-01T12:00:00Z",
            event: { ...rest, detailType },
            json: event,
        });
    });

    it("has the whole event with its numbers as they were written", () => {
        const detail = '{ "big": 12345678901234567890, "money": 1.0, "text": "a  b" }';
        const whole = JSON.stringify({ ...event, detail: 0 }).replace('"detail":0', `"detail":${detail}`);
        const InputTransformer = { InputTemplate: '{ "event": <aws.events.event.json> }' };

        const output = inputFor({ InputTransformer }, whole);

        expect(output).to.contain('"detail":{"big":12345678901234567890,"money":1.0,"text":"a  b"}}}');
    });

    it("replaces nothing in a string that looks like a placeholder of the event's own", () => {
        expect(transformed('{"a": "1 < 2 and 3 > 2", "b": "<state>"}', paths)).to.equal(
            '{"a":"1 < 2 and 3 > 2","b":"RUNNING"}',
        );
    });
});
