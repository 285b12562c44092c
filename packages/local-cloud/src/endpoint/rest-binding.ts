import type { NormalizedSchema } from "@smithy/core/schema";

import { AwsError } from "../aws-error";
import type { RawAnswer, RawRequest } from "./exchange";
import { readInput } from "./read-input";
import { readScalar } from "./scalar";

// Where a member stands in a request or an answer: https://smithy.io/2.0/spec/http-bindings.html

/**
 * An operation's input, from all parts of a request. A payload of bytes is given as text.
 *
 * @param labels what the path holds, by member, percent-encoded
 * @throws AwsError `ValidationException`, `InvalidRequestContentException` or `SerializationException`
 */
export function bindInput(
    request: RawRequest,
    labels: Readonly<Record<string, string>>,
    schema: NormalizedSchema,
): Record<string, unknown> {
    const bound: Record<string, unknown> = {};
    let isBodyOneMember = false;
    for (const [name, member] of schema.structIterator()) {
        const { httpLabel, httpQuery, httpHeader, httpPayload } = member.getMemberTraits();
        if (httpLabel) {
            bound[name] = decode(labels[name] ?? "");
        } else if (httpPayload) {
            isBodyOneMember = true;
            bound[name] = request.body.toString("utf8");
        } else {
            const text =
                httpQuery === undefined
                    ? request.headers[httpHeader?.toLowerCase() ?? ""]
                    : request.query.get(httpQuery);
            if (typeof text === "string") {
                bound[name] = readScalar(text, member, name);
            }
        }
    }
    return isBodyOneMember || request.body.length === 0 ? bound : { ...parseMembers(request.body, schema), ...bound };
}

/** An answer with an operation's output in all its parts. */
export function bindOutput(output: object, schema: NormalizedSchema, successStatus: number): RawAnswer {
    const headers: Record<string, string> = {};
    const inBody: Record<string, unknown> = {};
    let status = successStatus;
    let body: string | undefined;
    for (const [name, member] of schema.structIterator()) {
        const value = (output as Readonly<Record<string, unknown>>)[name];
        const { httpHeader, httpPayload, httpResponseCode } = member.getMemberTraits();
        if (httpPayload) {
            body = (value as string | undefined) ?? "";
        } else if (httpResponseCode) {
            status = value as number;
        } else if (httpHeader === undefined) {
            inBody[name] = value;
        } else if (value !== undefined) {
            headers[httpHeader] = value as string;
        }
    }
    body ??= schema.isUnitSchema() ? "" : JSON.stringify(inBody);
    return { status, headers: body === "" ? headers : { "content-type": "application/json", ...headers }, body };
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        throw new AwsError("ValidationException", `The path holds ${part}, which is not percent-encoded.`);
    }
}

function parseMembers(body: Buffer, schema: NormalizedSchema): object {
    let parsed: unknown;
    try {
        parsed = JSON.parse(body.toString("utf8"));
    } catch {
        throw new AwsError("InvalidRequestContentException", "Could not parse request body into json", 400);
    }
    return readInput(parsed, schema) as object;
}
