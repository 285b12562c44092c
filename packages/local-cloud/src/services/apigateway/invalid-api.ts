import { AwsError } from "../../aws-error";

/** The error for a REST API, or part of one, that cannot be served. */
export function invalidApi(api: string, reason: string): AwsError {
    return new AwsError("BadRequestException", `REST API "${api}": ${reason}`);
}

/** A JSON object. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` as an object; an absent one is empty. */
export function readObject(api: string, what: string, value: unknown): Json {
    if (value === undefined) {
        return {};
    }
    if (!isObject(value)) {
        throw invalidApi(api, `${what} must be an object`);
    }
    return value;
}
