/** The types of Stripe's errors: https://docs.stripe.com/api/errors */
export type ErrorType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";

/** What stands in an error's body beside type and message. */
export interface ErrorDetails {
    code?: string;
    param?: string;
    type?: ErrorType;
    decline_code?: string;
    charge?: string;
    payment_intent?: unknown;
    payment_method?: unknown;
    advice_code?: string;
}

/** A request's failure, as Stripe tells it. Thrown, it undoes what the request changed; returned, it does not. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        message: string,
        readonly details: ErrorDetails = {},
    ) {
        super(message);
    }

    /** The body. */
    toBody(requestId: string): Record<string, unknown> {
        const { type = "invalid_request_error", code, ...rest } = this.details;
        return {
            error: {
                ...(code === undefined
                    ? {}
                    : { code, doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}` }),
                ...rest,
                message: this.message,
                request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
                type,
            },
        };
    }
}

/** @param param which parameter names it; `id` is the one in the URL, for which Stripe answers 404 */
export function missing(kind: string, id: string, param = "id"): ApiError {
    const message = `No such ${kind.replace(".", " ")}: '${id}'`;
    return new ApiError(param === "id" ? 404 : 400, message, { code: "resource_missing", param });
}

/** What Stripe does and this does not. */
export function notHere(what: string, param?: string): ApiError {
    return new ApiError(400, `Local Stripe does not ${what}.`, { ...(param === undefined ? {} : { param }) });
}
