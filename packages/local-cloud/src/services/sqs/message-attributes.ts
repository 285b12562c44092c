import { createHash } from "node:crypto";

import type { AwsError } from "../../aws-error";
import { sqsError } from "./sqs-error";

/** In JSON; bytes are base64. */
export interface MessageAttributeValue {
    /** `String`, `Number` or `Binary`, each with a custom label after a dot if wanted. */
    DataType?: string;
    StringValue?: string;
    BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const maxAttributes = 10;

/** Text that messages and their attributes may hold: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const validText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/**
 * Checks a message's attributes by the rules of AWS's page.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkMessageAttributes(attributes: MessageAttributes | undefined): void {
    const entries = Object.entries(attributes ?? {});
    if (entries.length > maxAttributes) {
        throw invalid(
            `Number of message attributes [${entries.length}] exceeds the allowed maximum [${maxAttributes}].`,
        );
    }
    for (const [name, { DataType, StringValue = "", BinaryValue = "" }] of entries) {
        // Letters and digits of any script: LocalStack's suite sent `attr.1øßä` to AWS.
        if (!/^[\p{L}\p{N}_.-]{1,256}$/u.test(name) || /^(aws\.|amazon\.|\.)/i.test(name) || /\.$|\.\./.test(name)) {
            throw invalid(`The message attribute name is not valid: ${name}.`);
        }
        const kind = /^(?=.{1,256}$)(String|Number|Binary)(\.|$)/.exec(DataType ?? "")?.[1];
        const value = kind === "Binary" ? BinaryValue : StringValue;
        if (kind === undefined) {
            throw invalid(`The type of attribute '${name}' is invalid: use Binary, Number, String.`);
        } else if (value === "") {
            throw invalid(`Attribute '${name}' must contain a non-empty value of type '${kind}'.`);
        } else if (!validText.test(StringValue)) {
            throw invalid(`Invalid binary character found in the value of attribute '${name}'.`);
        } else if (kind === "Number" && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) {
            throw invalid(`Can't cast the value of attribute '${name}' to a number.`);
        }
    }
}

function invalid(message: string): AwsError {
    return sqsError("InvalidParameterValue", message);
}

/** What attributes add to a message's size, in bytes. */
export function attributesSize(attributes: MessageAttributes | undefined): number {
    return Object.entries(attributes ?? {}).reduce(
        (size, [name, value]) =>
            size + Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? "") + encodeValue(value).length,
        0,
    );
}

/**
 * The digest by which SDK clients check attributes; undefined when there are none.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesMd5(attributes: MessageAttributes | undefined): string | undefined {
    const entries = Object.entries(attributes ?? {});
    if (entries.length === 0) {
        return undefined;
    }
    const hash = createHash("md5");
    const add = (bytes: Buffer) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        hash.update(length).update(bytes);
    };
    for (const [name, value] of entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
        add(Buffer.from(name));
        add(Buffer.from(value.DataType ?? ""));
        hash.update(Buffer.from([isBinary(value) ? 2 : 1]));
        add(encodeValue(value));
    }
    return hash.digest("hex");
}

/** The attributes that `names` ask for: exact names, `prefix.*`, or all of them (`All`, `*`, `.*`). */
export function selectAttributes(
    attributes: MessageAttributes | undefined,
    names: readonly string[],
): MessageAttributes | undefined {
    const wanted = Object.entries(attributes ?? {}).filter(([name]) =>
        names.some(
            (one) => ["All", "*", name].includes(one) || (one.endsWith(".*") && name.startsWith(one.slice(0, -2))),
        ),
    );
    return wanted.length > 0 ? Object.fromEntries(wanted) : undefined;
}

export function md5(text: string): string {
    return createHash("md5").update(text).digest("hex");
}

function isBinary(value: MessageAttributeValue): boolean {
    return value.DataType?.startsWith("Binary") === true;
}

function encodeValue(value: MessageAttributeValue): Buffer {
    return isBinary(value) ? Buffer.from(value.BinaryValue ?? "", "base64") : Buffer.from(value.StringValue ?? "");
}
