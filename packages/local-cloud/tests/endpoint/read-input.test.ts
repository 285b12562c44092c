import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { readInput } from "../../src/endpoint/read-input";
import { operationSchema, type Schemas } from "../../src/services/client-schemas";

function read(schemas: Schemas, operation: string, input: unknown): unknown {
    return readInput(input, (operationSchema(schemas, operation) ?? expect.fail(`no operation ${operation}`)).input);
}

describe("A request's input", () => {
    for (const [schemas, operation, input, message] of [
        [sqs, "SendMessage", { MessageBody: 5 }, "MessageBody must be a string."],
        [sqs, "SendMessageBatch", { Entries: "x" }, "Entries must be a list."],
        [sqs, "SendMessageBatch", { Entries: [null] }, "Entries[0] must be an object."],
        [
            sqs,
            "SendMessage",
            { MessageAttributes: { kind: { DataType: {} } } },
            "MessageAttributes.kind.DataType must be a string.",
        ],
        [sqs, "ReceiveMessage", { WaitTimeSeconds: "5" }, "WaitTimeSeconds must be a number."],
        [secretsManager, "CreateSecret", { Tags: { a: 1 } }, "Tags must be a list."],
        [secretsManager, "ListSecrets", { Filters: "x" }, "Filters must be a list."],
        [secretsManager, "PutSecretValue", { VersionStages: "AWSCURRENT" }, "VersionStages must be a list."],
        [logs, "PutLogEvents", { logEvents: [{ message: 7 }] }, "logEvents[0].message must be a string."],
        [cloudWatch, "GetMetricData", { StartTime: "now" }, "StartTime must be a number."],
        [sqs, "ListQueues", [], "The request's body must be an object."],
    ] as const) {
        it(`is refused, since ${message}`, () => {
            expect(() => read(schemas, operation, input))
                .to.throw(message)
                .with.property("code", "SerializationException");
        });
    }

    it("has no members that are null, and keeps those that the schema does not have", () => {
        const input = { MessageBody: "x", DelaySeconds: null, MessageAttributes: { a: null }, Colour: { red: null } };

        expect(read(sqs, "SendMessage", input)).to.deep.equal({
            MessageBody: "x",
            MessageAttributes: {},
            Colour: { red: null },
        });
    });

    it("may have the numbers that JSON has only names for", () => {
        const input = { MetricData: [{ Value: "NaN" }, { Value: "-Infinity" }] };

        expect(read(cloudWatch, "PutMetricData", input)).to.deep.equal({
            MetricData: [{ Value: NaN }, { Value: -Infinity }],
        });
    });
});
