import { expect } from "chai";

import { logsShapes } from "../../../local/endpoint/logs-shapes";
import { cloudWatchShapes } from "../../../local/endpoint/query/cloudwatch-shapes";
import { sqsShapes } from "../../../local/endpoint/query/sqs-shapes";
import { readInput } from "../../../local/endpoint/read-input";
import { secretsManagerShapes } from "../../../local/endpoint/secrets-manager-shapes";
import type { ServiceShapes } from "../../../local/endpoint/shape";

function read(shapes: ServiceShapes, operation: string, input: unknown): unknown {
    return readInput(input, shapes.operations[operation]?.input ?? expect.fail(`no operation ${operation}`));
}

describe("A request's input", () => {
    for (const [shapes, operation, input, message] of [
        [sqsShapes, "SendMessage", { MessageBody: 5 }, "MessageBody must be a string."],
        [sqsShapes, "SendMessageBatch", { Entries: "x" }, "Entries must be a list."],
        [sqsShapes, "SendMessageBatch", { Entries: [null] }, "Entries[0] must be an object."],
        [
            sqsShapes,
            "SendMessage",
            { MessageAttributes: { kind: { DataType: {} } } },
            "MessageAttributes.kind.DataType must be a string.",
        ],
        [sqsShapes, "ReceiveMessage", { WaitTimeSeconds: "5" }, "WaitTimeSeconds must be a number."],
        [secretsManagerShapes, "CreateSecret", { Tags: { a: 1 } }, "Tags must be a list."],
        [secretsManagerShapes, "ListSecrets", { Filters: "x" }, "Filters must be a list."],
        [secretsManagerShapes, "PutSecretValue", { VersionStages: "AWSCURRENT" }, "VersionStages must be a list."],
        [logsShapes, "PutLogEvents", { logEvents: [{ message: 7 }] }, "logEvents[0].message must be a string."],
        [cloudWatchShapes, "GetMetricData", { StartTime: "now" }, "StartTime must be a number."],
        [sqsShapes, "ListQueues", [], "The request's body must be an object."],
    ] as const) {
        it(`is refused, since ${message}`, () => {
            expect(() => read(shapes, operation, input))
                .to.throw(message)
                .with.property("code", "SerializationException");
        });
    }

    it("has no members that are null, and keeps those that the shape does not have", () => {
        const input = { MessageBody: "x", DelaySeconds: null, MessageAttributes: { a: null }, Colour: { red: null } };

        expect(read(sqsShapes, "SendMessage", input)).to.deep.equal({
            MessageBody: "x",
            MessageAttributes: {},
            Colour: { red: null },
        });
    });

    it("may have the numbers that JSON has only names for", () => {
        const input = { MetricData: [{ Value: "NaN" }, { Value: "-Infinity" }] };

        expect(read(cloudWatchShapes, "PutMetricData", input)).to.deep.equal({
            MetricData: [{ Value: NaN }, { Value: -Infinity }],
        });
    });
});
