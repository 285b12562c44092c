import { CommandError } from "local-cloud/command";

/** What AWS refused, or did not answer, as one sentence for people; any other error stays as it is. */
export function toAwsFailure(error: unknown): unknown {
    const { name, message, $metadata, code } = error as Error & { $metadata?: unknown; code?: string };
    if (error instanceof CommandError || ($metadata === undefined && !isOfNetwork(code))) {
        return error;
    }
    return name.startsWith("AccessDenied")
        ? new CommandError(`AWS does not allow it: ${message}`)
        : new CommandError(`AWS does not do it: ${name}: ${message}`);
}

function isOfNetwork(code = ""): boolean {
    return ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE"].includes(code);
}
