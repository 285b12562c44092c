import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { Caller } from "../service";
import { GatewayFailure } from "./gateway-failure";

/** Calls a function and waits for its answer. */
export type InvokeFunction = (
    functionArn: string,
    payload: string,
    options: { caller: Caller; traceHeader?: string },
) => Promise<{ functionError?: string; payload: string }>;

/** One call of a function for a request. */
export interface Invocation {
    functionArn: string;
    /** The proxy event, in JSON. */
    event: string;
    /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/resource/path` */
    sourceArn: string;
    traceHeader: string;
    timeoutMilliseconds: number;
    /** Aborts when nobody waits for the answer any more. */
    signal: AbortSignal;
}

/**
 * Calls the function and returns what it answered.
 *
 * Source of the statuses: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html (an invocation
 * that Lambda refuses is a 500; a function that fails, or answers in another form, is a 502)
 *
 * @throws GatewayFailure
 */
export async function callFunction(invoke: InvokeFunction, clock: Clock, invocation: Invocation): Promise<string> {
    const { functionArn, event, sourceArn, traceHeader, timeoutMilliseconds, signal } = invocation;
    const caller: Caller = { kind: "service", principal: "apigateway.amazonaws.com", sourceArn };
    let reject: (failure: GatewayFailure) => void = () => undefined;
    const given = new Promise<never>((_resolve, fail) => (reject = fail));
    const timer = clock.after(timeoutMilliseconds, () =>
        reject(new GatewayFailure("INTEGRATION_TIMEOUT", `no answer within ${timeoutMilliseconds} ms`)),
    );
    const abort = () =>
        reject(new GatewayFailure("API_CONFIGURATION_ERROR", "the local cloud stopped before the function answered"));
    signal.addEventListener("abort", abort);
    try {
        const answer = await Promise.race([invoke(functionArn, event, { caller, traceHeader }), given]);
        if (answer.functionError !== undefined) {
            throw new GatewayFailure(
                "DEFAULT_5XX",
                `Lambda function error (${answer.functionError}): ${answer.payload}`,
            );
        }
        return answer.payload;
    } catch (error) {
        if (error instanceof GatewayFailure) {
            throw error;
        }
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        // A proxy event may be larger than Lambda takes when the request itself was not.
        const isTooLarge = error instanceof AwsError && error.status === 413;
        throw new GatewayFailure(isTooLarge ? "REQUEST_TOO_LARGE" : "API_CONFIGURATION_ERROR", reason);
    } finally {
        timer.cancel();
        signal.removeEventListener("abort", abort);
    }
}
