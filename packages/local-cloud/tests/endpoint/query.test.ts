import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { parseInput } from "../../src/endpoint/query/form";
import { writeElements } from "../../src/endpoint/query/xml";
import { operationSchema, type Schemas } from "../../src/services/client-schemas";

function findSchema(schemas: Schemas, operation: string) {
    return operationSchema(schemas, operation) ?? expect.fail(`no operation ${operation}`);
}

function read(schemas: Schemas, operation: string, form: string): unknown {
    return parseInput(new Map(new URLSearchParams(form)), findSchema(schemas, operation).input);
}

function write(schemas: Schemas, operation: string, output: object): string {
    return writeElements("Result", output, findSchema(schemas, operation).output);
}

describe("The query protocol", () => {
    it("reads flattened lists, maps and structures, as SQS has them", () => {
        const input = read(
            sqs,
            "SendMessageBatch",
            "QueueUrl=http%3A%2F%2Flocalhost%2F1%2Fq" +
                "&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=one+%26+two" +
                "&SendMessageBatchRequestEntry.1.DelaySeconds=5" +
                "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=kind" +
                "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String" +
                "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=x" +
                "&SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.2.MessageBody=",
        );

        expect(input).to.deep.equal({
            QueueUrl: "http://localhost/1/q",
            Entries: [
                {
                    Id: "a",
                    MessageBody: "one & two",
                    DelaySeconds: 5,
                    MessageAttributes: { kind: { DataType: "String", StringValue: "x" } },
                },
                { Id: "b", MessageBody: "" },
            ],
        });
    });

    it("reads a list of one without its number, as SQS does", () => {
        expect(read(sqs, "GetQueueAttributes", "AttributeName=All")).to.deep.equal({ AttributeNames: ["All"] });
    });

    it("reads what SQS calls by one name in forms as both of its members", () => {
        expect(read(sqs, "ReceiveMessage", "AttributeName.1=SentTimestamp")).to.deep.equal({
            AttributeNames: ["SentTimestamp"],
            MessageSystemAttributeNames: ["SentTimestamp"],
        });
    });

    it("reads a queue's attributes and tags", () => {
        const form = "QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=9&Tag.1.Key=k&Tag.1.Value=v";

        expect(read(sqs, "CreateQueue", form)).to.deep.equal({
            QueueName: "q",
            Attributes: { VisibilityTimeout: "9" },
            tags: { k: "v" },
        });
    });

    it("reads wrapped lists and instants, as CloudWatch has them", () => {
        const input = read(
            cloudWatch,
            "PutMetricData",
            "Namespace=Shop&MetricData.member.1.MetricName=Sales&MetricData.member.1.Value=1.5" +
                "&MetricData.member.1.Timestamp=2026-01-01T00%3A00%3A00Z" +
                "&MetricData.member.1.Dimensions.member.1.Name=Country&MetricData.member.1.Dimensions.member.1.Value=NL" +
                "&MetricData.member.2.MetricName=Visits&MetricData.member.2.Values.member.1=1&MetricData.member.2.Values.member.2=2",
        );

        expect(input).to.deep.equal({
            Namespace: "Shop",
            MetricData: [
                {
                    MetricName: "Sales",
                    Value: 1.5,
                    Timestamp: 1767225600,
                    Dimensions: [{ Name: "Country", Value: "NL" }],
                },
                { MetricName: "Visits", Values: [1, 2] },
            ],
        });
    });

    it("refuses numbers and instants that are none", () => {
        expect(() => read(sqs, "ReceiveMessage", "MaxNumberOfMessages=many"))
            .to.throw("MaxNumberOfMessages")
            .with.property("code", "MalformedInput");
        expect(() => read(cloudWatch, "GetMetricStatistics", "StartTime=yesterday")).to.throw("StartTime");
    });

    it("writes messages so that SQS clients read them", () => {
        const xml = write(sqs, "ReceiveMessage", {
            Messages: [
                {
                    MessageId: "m",
                    Body: '{"a":"<b>\r\n"}',
                    Attributes: { SentTimestamp: "1", ApproximateReceiveCount: "2" },
                    MessageAttributes: { kind: { DataType: "String", StringValue: "x" } },
                },
            ],
        });

        expect(xml).to.equal(
            "<Result><Message><MessageId>m</MessageId>" +
                "<Body>{&quot;a&quot;:&quot;&lt;b&gt;&#13;&#10;&quot;}</Body>" +
                "<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>" +
                "<Attribute><Name>ApproximateReceiveCount</Name><Value>2</Value></Attribute>" +
                "<MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>x</StringValue></Value></MessageAttribute>" +
                "</Message></Result>",
        );
    });

    it("writes wrapped lists, instants and maps so that CloudWatch clients read them", () => {
        const datapoint = { Timestamp: 1767225600, Sum: 1.5, Unit: "None", ExtendedStatistics: { p99: 2 } };

        const xml = write(cloudWatch, "GetMetricStatistics", { Label: "Sales", Datapoints: [datapoint] });

        expect(xml).to.equal(
            "<Result><Label>Sales</Label><Datapoints><member><Timestamp>2026-01-01T00:00:00.000Z</Timestamp>" +
                "<Sum>1.5</Sum><Unit>None</Unit><ExtendedStatistics><entry><key>p99</key><value>2</value></entry>" +
                "</ExtendedStatistics></member></Datapoints></Result>",
        );
    });
});
