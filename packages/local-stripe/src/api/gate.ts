import type { StripeState } from "../state/stripe-state";
import { ApiError } from "../api-error";
import { describe, type Admitted, type ApiCaller } from "./call-api";
import type { Keys } from "./keys";
import type { RateLimiter } from "./rate-limiter";
import type { ApiAnswer, ApiRequest } from "./request";

/** https://docs.stripe.com/api/idempotent_requests */
const maxKeyLength = 255;

/** What requests pass before they are called: keys, limits, accounts, and answers that were given before. */
export class Gate {
    constructor(
        private readonly state: StripeState,
        private readonly keys: Keys,
        private readonly caller: ApiCaller,
        private readonly limiter: RateLimiter | undefined,
    ) {}

    /** Answers any request; the headers that all answers have are the server's. */
    answer(request: ApiRequest, requestId: string): ApiAnswer {
        try {
            const key = this.keys.authenticate(request.headers.authorization);
            if (this.limiter?.admit() === false) {
                throw new ApiError(429, "Request rate limit exceeded.", { code: "rate_limit" });
            }
            const admitted = { request, requestId, key, account: this.findAccount(request, key) };
            return this.replay(admitted) ?? this.caller.call(admitted);
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            return { status: error.status, headers: {}, body: JSON.stringify(error.toBody(requestId), undefined, 2) };
        }
    }

    /** Requests for a connected account name it, in one of two headers. */
    private findAccount({ headers }: ApiRequest, key: string): string {
        const account = headers["stripe-account"] ?? headers["stripe-context"] ?? "";
        if (account !== "" && this.state.get("account", account) === undefined) {
            throw new ApiError(
                403,
                `The provided key '${key.slice(0, 8)}…' does not have access to account '${account}' (or that account ` +
                    "does not exist). Application access may have been revoked.",
                { code: "account_invalid" },
            );
        }
        return account;
    }

    private replay({ request, account }: Admitted): ApiAnswer | undefined {
        const key = request.headers["idempotency-key"];
        if (key === undefined || request.method !== "POST") {
            return undefined;
        }
        if (key.length > maxKeyLength) {
            throw new ApiError(400, `Idempotency keys can be at most ${maxKeyLength} characters long.`, {
                type: "idempotency_error",
            });
        }
        const kept = this.state.keptAnswer(key, account);
        if (kept === undefined) {
            return undefined;
        }
        if (kept.request !== describe(request)) {
            throw new ApiError(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were first used with. " +
                    `Try using a key other than '${key}' if you meant to execute a different request.`,
                { type: "idempotency_error" },
            );
        }
        return {
            status: kept.status,
            headers: { "idempotent-replayed": "true", "original-request": kept.requestId },
            body: kept.body,
        };
    }
}
