import type { IncomingHttpHeaders } from "node:http";

import type { AwsError } from "../aws-error";
import { queryError } from "../services/query-error";
import type { Call, JsonService } from "../services/service";

/** A request as it came, its body whole and decompressed. */
export interface RawRequest {
    method: string;
    /** Without the query, still percent-encoded. */
    path: string;
    query: URLSearchParams;
    headers: IncomingHttpHeaders;
    body: Buffer;
}

/** An answer as it goes. */
export interface RawAnswer {
    status: number;
    headers: Readonly<Record<string, string>>;
    body: string | Uint8Array;
}

/** A request whose protocol is known: how to carry it out, and how to say in that protocol that it failed. */
export interface Exchange {
    /** What is asked for, in AWS's words: `EventBridge.PutEvents`. For the log. */
    readonly operation: string;
    /** @throws AwsError */
    perform(call: Call): Promise<RawAnswer>;
    refuse(error: AwsError, requestId: string): RawAnswer;
}

/** Whose fault an error is, as the query protocol and its compatible ones say it. */
export function attributeFault(error: AwsError): "Sender" | "Receiver" {
    return error.status < 500 ? "Sender" : "Receiver";
}

/**
 * The headers and members that say an error. Services that had the query protocol before add its code.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
 */
export function errorParts(
    error: AwsError,
    service?: JsonService,
): { headers: Record<string, string>; members: Record<string, unknown> } {
    const { queryErrorCode: _, ...details } = error.details;
    const headers: Record<string, string> = { "x-amzn-errortype": error.code };
    if (service?.query !== undefined) {
        headers["x-amzn-query-error"] = `${queryError(error, service.schemas).code};${attributeFault(error)}`;
    }
    return { headers, members: { __type: error.code, message: error.message, ...details } };
}
