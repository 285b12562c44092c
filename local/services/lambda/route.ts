import { AwsError } from "../../aws-error";
import type { Account, Authorize, Call, RestResponse } from "../service";
import type { CodeFolder } from "./code-folder";
import type { FunctionRegistry } from "./function-registry";
import type { Lambda } from "./lambda";

export interface RestFrontDeps {
    account: Account;
    lambda: Lambda;
    registry: FunctionRegistry;
    code: CodeFolder;
    authorize: Authorize;
    /** How many invocations of all functions may run at once. */
    accountConcurrency: number;
}

/** A request of one operation. */
export interface RouteInput {
    /** The function's name or ARN, from the path, with the qualifier that the query may hold. */
    functionName: string;
    /** What else the path holds. */
    last: string;
    query: URLSearchParams;
    body: Buffer;
    call: Call;
}

/** One operation of Lambda's API. */
export interface Route {
    method: "GET" | "POST" | "PUT" | "DELETE";
    /** As in the API's model, `{FunctionName}` and another parameter for parts that vary. */
    path: string;
    run(input: RouteInput): Promise<RestResponse>;
}

/** An answer in JSON. */
export function json(status: number, body: object): RestResponse {
    return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** An answer without a body. */
export const noContent: RestResponse = { status: 204, headers: {}, body: "" };

/** The members of a request's body. Throws `AwsError` when it is no JSON object. */
export function members<T extends object>(body: Buffer): Partial<T> {
    let parsed: unknown;
    try {
        parsed = JSON.parse(body.toString("utf8") || "{}");
    } catch {
        // Refused below, like other JSON.
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
        throw new AwsError("InvalidRequestContentException", "Could not parse request body into json", 400);
    }
    return parsed;
}
