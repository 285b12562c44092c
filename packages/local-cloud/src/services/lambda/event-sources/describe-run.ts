import type { FunctionError, InvocationEnded } from "../../../observation";
import { parseFunctionError } from "../invocation/function-error";
import type { Batch } from "./batch";
import type { EventSourceMapping } from "./event-source-mapping";

/** What observers are told of a batch's last run. @param nextAttemptMs undefined when there is no other */
export function describeRun(
    { functionName, settings }: EventSourceMapping,
    batch: Batch,
    failed: boolean,
    nextAttemptMs: number | undefined,
): InvocationEnded {
    const { outcome, requestId = "" } = batch.last ?? {};
    const maxRetries = settings.MaximumRetryAttempts;
    return {
        type: "invocation ended",
        functionName,
        requestId,
        durationMs: outcome?.durationMs ?? 0,
        attempt: batch.failures + 1,
        maxAttempts: maxRetries === -1 ? undefined : maxRetries + 1,
        error: failed ? describeFailure(batch) : undefined,
        nextAttemptMs,
        deadLetterArn: settings.DestinationConfig?.OnFailure?.Destination,
    };
}

function describeFailure({ records, last }: Batch): FunctionError {
    const { functionError, payload = "" } = last?.outcome ?? {};
    const [first] = records;
    return functionError === undefined
        ? { type: "BatchItemFailures", message: `the function reports record ${first?.sequence} as failed`, trace: [] }
        : parseFunctionError(payload);
}
