import { randomUUID } from "node:crypto";

import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import type { Write } from "../../../store";
import type { Authorize, Handover, MessageTarget, MetricSink } from "../../service";
import type { AsyncInvocation } from "./async-invocation";
import { sendActions } from "./destination-kinds";
import type { Outcome } from "../environments/execution-environment";
import { latestVersion } from "../functions/function-arn";
import { readErrorMessage } from "./function-error";
import type { RegisteredFunction } from "../functions/function-registry";

/** How an asynchronous invocation ended for good. */
export interface Conclusion {
    condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
    /** How often the function ran. */
    invokeCount: number;
    /** Of the last run, where there was one. */
    outcome?: Outcome;
}

/** An SQS attribute's error message is cut to a kilobyte. */
const maxErrorMessageBytes = 1024;

/**
 * Where the records of asynchronous invocations go when these are over.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class Destinations {
    constructor(
        private readonly deps: {
            clock: Clock;
            metrics: MetricSink;
            authorize: Authorize;
            target: (arn: string) => MessageTarget | undefined;
        },
    ) {}

    /**
     * Prepares what must be sent. A destination that is missing, or that the function's role must not use, gets
     * nothing, and the failure is counted, as in AWS.
     *
     * @throws whatever keeps a destination from taking the record now
     */
    async handOver(target: RegisteredFunction, invocation: AsyncInvocation, conclusion: Conclusion): Promise<Handover> {
        const { definition, eventInvokeConfig } = target;
        const succeeded = conclusion.condition === "Success";
        const destinationArn = succeeded ? eventInvokeConfig?.onSuccessArn : eventInvokeConfig?.onFailureArn;
        const handovers: Handover[] = [];
        if (!succeeded && definition.deadLetterArn !== undefined) {
            const attributes = buildDeadLetterAttributes(invocation, conclusion);
            const send = () => this.send(target, definition.deadLetterArn ?? "", invocation.payload, attributes);
            handovers.push(...(await this.countFailure(target, "DeadLetterErrors", send)));
        }
        if (destinationArn !== undefined) {
            const record = this.buildRecord(target, invocation, conclusion);
            const isBus = destinationArn.split(":")[2] === "events";
            const now = this.deps.clock.now();
            const body = isBus ? buildBusEvent(target, destinationArn, conclusion.condition, record, now) : record;
            handovers.push(...(await this.sendRecord(target, destinationArn, JSON.stringify(body))));
        }
        const writes: Write[] = handovers.flatMap((handover) => handover.writes);
        return { writes, done: () => handovers.forEach((handover) => handover.done()) };
    }

    /** Prepares a record that is to be sent to one destination: nothing, when that must not have it, as `handOver`. */
    async sendRecord(target: RegisteredFunction, destinationArn: string, body: string): Promise<Handover[]> {
        return this.countFailure(target, "DestinationDeliveryFailures", () => this.send(target, destinationArn, body));
    }

    private async countFailure(
        target: RegisteredFunction,
        metric: string,
        send: () => Promise<Handover>,
    ): Promise<Handover[]> {
        try {
            return [await send()];
        } catch (error) {
            if (!(error instanceof AwsError) || error.status === 429 || error.status >= 500) {
                throw error;
            }
            const dimensions = { FunctionName: target.definition.functionName };
            this.deps.metrics.put("AWS/Lambda", metric, dimensions, 1, "Count");
            return [];
        }
    }

    private async send(
        { arn, definition }: RegisteredFunction,
        destinationArn: string,
        body: string,
        attributes?: Record<string, string>,
    ): Promise<Handover> {
        const service = destinationArn.split(":")[2] ?? "";
        const to = this.deps.target(destinationArn);
        const action = sendActions[service];
        if (to === undefined || action === undefined) {
            throw new AwsError("ResourceNotFoundException", `There is no destination ${destinationArn}`, 404);
        }
        const { roleArn } = definition;
        this.deps.authorize({ kind: "role", roleArn }, action, destinationArn);
        return to.handOver(destinationArn, body, {
            principal: "lambda.amazonaws.com",
            sourceArn: arn,
            roleArn,
            attributes,
        });
    }

    private buildRecord(target: RegisteredFunction, invocation: AsyncInvocation, conclusion: Conclusion): object {
        const { condition, invokeCount, outcome } = conclusion;
        const functionError = outcome?.functionError;
        return {
            version: "1.0",
            timestamp: new Date(this.deps.clock.now()).toISOString(),
            requestContext: {
                requestId: invocation.requestId,
                functionArn: `${target.arn}:${latestVersion}`,
                condition,
                approximateInvokeCount: invokeCount,
            },
            requestPayload: JSON.parse(invocation.payload) as unknown,
            ...(outcome === undefined
                ? {}
                : {
                      responseContext: {
                          statusCode: 200,
                          executedVersion: latestVersion,
                          ...(functionError === undefined ? {} : { functionError }),
                      },
                      responsePayload: parseJsonOrText(outcome.payload),
                  }),
        };
    }
}

/** A function that streams its response may write what is no JSON. */
function parseJsonOrText(payload: string): unknown {
    try {
        return JSON.parse(payload);
    } catch {
        return payload;
    }
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function buildDeadLetterAttributes(invocation: AsyncInvocation, { outcome }: Conclusion): Record<string, string> {
    const message = outcome === undefined ? "The event was not processed" : readErrorMessage(outcome.payload);
    return {
        RequestID: invocation.requestId,
        ErrorCode: outcome === undefined ? "429" : "200",
        ...(message === undefined || message === ""
            ? {}
            : { ErrorMessage: Buffer.from(message).subarray(0, maxErrorMessageBytes).toString("utf8") }),
    };
}

/** A bus gets the record as the detail of an event. */
function buildBusEvent(
    target: RegisteredFunction,
    busArn: string,
    condition: string,
    record: object,
    now: number,
): object {
    const [, , , region, account] = target.arn.split(":");
    return {
        version: "0",
        id: randomUUID(),
        "detail-type": `Lambda Function Invocation Result - ${condition === "Success" ? "Success" : "Failure"}`,
        source: "lambda",
        account,
        time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
        region,
        resources: [busArn, `${target.arn}:${latestVersion}`],
        detail: record,
    };
}
