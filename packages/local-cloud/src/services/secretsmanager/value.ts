import { AwsError } from "../../aws-error";
import { invalidParameter } from "./errors";
import type { SecretVersion } from "./secret";

const maxBytes = 65_536;

/** A value as requests give it. */
export interface ValueInput {
    SecretString?: unknown;
    SecretBinary?: unknown;
}

/**
 * The value in a request; undefined when it has none.
 * @throws AwsError `InvalidParameterException` for two values, `ValidationException` for one that is too long
 */
export function readValue(input: ValueInput): Pick<SecretVersion, "text" | "binary"> | undefined {
    const { SecretString: text, SecretBinary: binary } = input;
    if (text !== undefined && binary !== undefined) {
        throw invalidParameter(
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        );
    }
    if (text === undefined && binary === undefined) {
        return undefined;
    }
    const name = text === undefined ? "secretBinary" : "secretString";
    const value = text ?? binary;
    if (typeof value !== "string") {
        throw new AwsError("SerializationException", `${name} must be a string.`);
    }
    if (Buffer.byteLength(value, text === undefined ? "base64" : "utf8") > maxBytes) {
        throw new AwsError(
            "ValidationException",
            `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${maxBytes}`,
        );
    }
    return text === undefined ? { binary: value } : { text: value };
}
