import type { IncomingHttpHeaders } from "node:http";

import type { AwsError } from "../aws-error";
import type { Call } from "../services/service";

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
export function faultOf(error: AwsError): "Sender" | "Receiver" {
    return error.status < 500 ? "Sender" : "Receiver";
}

/**
 * The headers and members that say an error in the protocols that descend from the query protocol:
 * `details.queryErrorCode` is the code that old clients know the error by, `details.queryStatus` the HTTP status.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
 */
export function errorParts(error: AwsError): {
    headers: Record<string, string>;
    members: Record<string, unknown>;
    /** In the query protocol. */
    status: number;
} {
    const { queryErrorCode, queryStatus, ...details } = error.details;
    const headers: Record<string, string> = { "x-amzn-errortype": error.code };
    if (typeof queryErrorCode === "string") {
        headers["x-amzn-query-error"] = `${queryErrorCode};${faultOf(error)}`;
    }
    return {
        headers,
        members: { __type: error.code, message: error.message, ...details },
        status: typeof queryStatus === "number" ? queryStatus : error.status,
    };
}
