import { AwsError } from "../../../aws-error";
import type { Handover } from "../../service";
import type { AsyncInvocation } from "./async-invocation";
import type { Outcome } from "../environments/execution-environment";
import { latestVersion } from "../functions/function-arn";
import type { RegisteredFunction } from "../functions/function-registry";
import type { LambdaDeps } from "../lambda-deps";

/** How an asynchronous invocation ended for good. */
export interface Conclusion {
    condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
    /** How often the function ran. */
    invokeCount: number;
    /** Of the last run, where there was one. */
    outcome?: Outcome;
}

/**
 * Where the records of failed asynchronous invocations go: to a queue.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class Destinations {
    constructor(private readonly deps: Pick<LambdaDeps, "clock" | "metrics" | "authorize" | "target">) {}

    /** Prepares the record of an invocation that failed, where its function has a destination. As `sendRecord`. */
    async handOver(
        target: RegisteredFunction,
        invocation: AsyncInvocation,
        conclusion: Conclusion,
    ): Promise<Handover | undefined> {
        const arn = target.eventInvokeConfig?.onFailureArn;
        return conclusion.condition === "Success" || arn === undefined
            ? undefined
            : this.sendRecord(target, arn, JSON.stringify(this.buildRecord(target, invocation, conclusion)));
    }

    /**
     * Prepares a record that is to be sent to one destination. One that is missing, or that the function's role must not
     * use, gets nothing, and the failure is counted, as in AWS.
     *
     * @throws whatever keeps the destination from taking the record now
     */
    async sendRecord(
        { arn, definition }: RegisteredFunction,
        destinationArn: string,
        body: string,
    ): Promise<Handover | undefined> {
        try {
            const to = this.deps.target(destinationArn);
            if (to === undefined) {
                throw new AwsError("ResourceNotFoundException", `There is no destination ${destinationArn}`, 404);
            }
            const { roleArn } = definition;
            this.deps.authorize({ kind: "role", roleArn }, "sqs:SendMessage", destinationArn);
            return await to.handOver(destinationArn, body, { principal: "lambda.amazonaws.com", sourceArn: arn });
        } catch (error) {
            if (!(error instanceof AwsError) || error.status === 429 || error.status >= 500) {
                throw error;
            }
            const dimensions = { FunctionName: definition.functionName };
            this.deps.metrics.put("AWS/Lambda", "DestinationDeliveryFailures", dimensions, 1, "Count");
            return undefined;
        }
    }

    private buildRecord(target: RegisteredFunction, invocation: AsyncInvocation, conclusion: Conclusion): object {
        const { outcome } = conclusion;
        return {
            ...describeFailure(
                `${target.arn}:${latestVersion}`,
                invocation.requestId,
                conclusion,
                this.deps.clock.now(),
            ),
            requestPayload: JSON.parse(invocation.payload) as unknown,
            responsePayload: outcome && parseJsonOrText(outcome.payload),
        };
    }
}

/**
 * What the records of failed invocations and of failed batches have alike.
 *
 * @param now milliseconds since the epoch
 */
export function describeFailure(
    functionArn: string,
    requestId: string,
    { condition, invokeCount, outcome }: Omit<Conclusion, "condition"> & { condition: string },
    now: number,
): object {
    return {
        version: "1.0",
        timestamp: new Date(now).toISOString(),
        requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
        responseContext: outcome && {
            statusCode: 200,
            executedVersion: latestVersion,
            functionError: outcome.functionError,
        },
    };
}

/** A function that streams its response may write what is no JSON. */
function parseJsonOrText(payload: string): unknown {
    try {
        return JSON.parse(payload);
    } catch {
        return payload;
    }
}
