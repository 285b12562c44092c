import { flatList, flatMap, numbers, type QueryShapes, type Shape, strings, structure } from "../shape";

const attributes = flatMap("Attribute", "Name", "string");
const tags = flatMap("Tag", "Key", "string");
const attributeValue = structure(strings("StringValue", "BinaryValue", "DataType"));
const messageAttributes = flatMap("MessageAttribute", "Name", attributeValue);
const message = {
    MessageBody: "string",
    DelaySeconds: "number",
    MessageAttributes: messageAttributes,
    MessageSystemAttributes: flatMap("MessageSystemAttribute", "Name", attributeValue),
    ...strings("MessageDeduplicationId", "MessageGroupId"),
} satisfies Record<string, Shape>;
const sent = strings(
    "MessageId",
    "MD5OfMessageBody",
    "MD5OfMessageAttributes",
    "MD5OfMessageSystemAttributes",
    "SequenceNumber",
);

/** A batch call's input and output. */
function batch(operation: string, entry: Record<string, Shape>, successful: Record<string, Shape> = {}) {
    return {
        input: structure({
            QueueUrl: "string",
            Entries: flatList(`${operation}RequestEntry`, structure({ Id: "string", ...entry })),
        }),
        output: structure({
            Successful: flatList(`${operation}ResultEntry`, structure({ Id: "string", ...successful })),
            Failed: flatList(
                "BatchResultErrorEntry",
                structure({ ...strings("Id", "Code", "Message"), SenderFault: "boolean" }),
            ),
        }),
    };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ as it was before the JSON protocol. */
export const sqsShapes: QueryShapes = {
    targetPrefix: "AmazonSQS",
    apiVersion: "2012-11-05",
    xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
    pathMember: "QueueUrl",
    operations: {
        ChangeMessageVisibility: {
            input: structure({ ...strings("QueueUrl", "ReceiptHandle"), VisibilityTimeout: "number" }),
        },
        ChangeMessageVisibilityBatch: batch("ChangeMessageVisibilityBatch", {
            ReceiptHandle: "string",
            VisibilityTimeout: "number",
        }),
        CreateQueue: {
            input: structure({ QueueName: "string", Attributes: attributes, tags }),
            output: structure(strings("QueueUrl")),
        },
        DeleteMessage: { input: structure(strings("QueueUrl", "ReceiptHandle")) },
        DeleteMessageBatch: batch("DeleteMessageBatch", { ReceiptHandle: "string" }),
        DeleteQueue: { input: structure(strings("QueueUrl")) },
        GetQueueAttributes: {
            input: structure({ QueueUrl: "string", AttributeNames: flatList("AttributeName", "string") }),
            output: structure({ Attributes: attributes }),
        },
        GetQueueUrl: {
            input: structure(strings("QueueName", "QueueOwnerAWSAccountId")),
            output: structure(strings("QueueUrl")),
        },
        ListQueues: {
            input: structure({ ...strings("QueueNamePrefix", "NextToken"), MaxResults: "number" }),
            output: structure({ QueueUrls: flatList("QueueUrl", "string"), NextToken: "string" }),
        },
        PurgeQueue: { input: structure(strings("QueueUrl")) },
        ReceiveMessage: {
            input: structure({
                ...strings("QueueUrl", "ReceiveRequestAttemptId"),
                AttributeNames: flatList("AttributeName", "string"),
                MessageSystemAttributeNames: flatList("MessageSystemAttributeName", "string"),
                MessageAttributeNames: flatList("MessageAttributeName", "string"),
                ...numbers("MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"),
            }),
            output: structure({
                Messages: flatList(
                    "Message",
                    structure({
                        ...strings("MessageId", "ReceiptHandle", "MD5OfBody", "Body"),
                        Attributes: attributes,
                        MD5OfMessageAttributes: "string",
                        MessageAttributes: messageAttributes,
                    }),
                ),
            }),
        },
        SendMessage: { input: structure({ QueueUrl: "string", ...message }), output: structure(sent) },
        SendMessageBatch: batch("SendMessageBatch", message, sent),
        SetQueueAttributes: { input: structure({ QueueUrl: "string", Attributes: attributes }) },
    },
};
