import { renderContext, type ContextValues } from "./context-variables";
import type { GatewayFailure } from "./gateway-failure";
import type { Reply } from "./send-response";

/** What an API says instead of API Gateway's own answer of one type. */
export interface GatewayResponse {
    status?: number;
    /** Literal values, by header. */
    headers: Readonly<Record<string, string>>;
    /** Templates with `$context` variables, by content type. */
    templates: Readonly<Record<string, string>>;
}

/** By type: `MISSING_AUTHENTICATION_TOKEN`, …, `DEFAULT_4XX`, `DEFAULT_5XX`. */
export type GatewayResponses = Readonly<Record<string, GatewayResponse>>;

/** The answer to a request that failed with `failure`, for an API that declares `responses`. */
export function renderGatewayResponse(
    failure: GatewayFailure,
    responses: GatewayResponses,
    context: ContextValues,
): Reply {
    const declared = responses[failure.type] ?? responses[failure.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX"];
    const status = declared?.status ?? failure.status;
    const templates = Object.entries(declared?.templates ?? {});
    const [contentType, template] = templates.find(([type]) => type === "application/json") ??
        templates[0] ?? ["application/json", undefined];
    return {
        status,
        headers: Object.entries({
            "Content-Type": contentType,
            "x-amzn-ErrorType": failure.errorType,
            ...declared?.headers,
        }),
        body: Buffer.from(template === undefined ? defaultBody(failure) : renderContext(template, context, "")),
    };
}

/** API Gateway's own answers have a space after the colon in their 5xx alone, and a capital where a policy denies. */
function defaultBody(failure: GatewayFailure): string {
    const key = failure.type === "ACCESS_DENIED" ? "Message" : "message";
    return `{"${key}":${failure.status >= 500 ? " " : ""}${JSON.stringify(failure.message)}}`;
}
