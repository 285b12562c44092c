import { sqsError } from "./sqs-error";

/** The handle that a redrive is called by. */
export function taskHandle(task: { id: string; sourceArn: string }): string {
    return Buffer.from(JSON.stringify({ taskId: task.id, sourceArn: task.sourceArn })).toString("base64");
}

/** @throws AwsError `InvalidParameterValue` */
export function parseTaskHandle(handle: string): { taskId: string; sourceArn: string } {
    try {
        const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString()) as Record<string, unknown>;
        if (typeof taskId === "string" && typeof sourceArn === "string") {
            return { taskId, sourceArn };
        }
    } catch {
        // Not JSON: the same error as for JSON of another form.
    }
    throw sqsError("InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
}
