import { AwsError } from "../../aws-error";
import { clientSchemas } from "../client-schemas";
import { queryError } from "../query-error";
import { sqsError } from "./sqs-error";

/** An entry that failed, as batch operations report it. */
interface Failed {
    Id: string;
    SenderFault: boolean;
    Code: string;
    Message: string;
}

/**
 * Checks a batch's entries and does `act` with each; one that throws an AwsError is among the failed.
 *
 * @throws AwsError for a batch that is wrong as a whole
 */
export function forEachEntry<E extends { Id?: string }, R>(
    entries: readonly E[] | undefined,
    act: (entry: E) => R,
): { successful: (R & { Id: string })[]; failed: Failed[] } {
    const successful: (R & { Id: string })[] = [];
    const failed: Failed[] = [];
    for (const entry of checkEntries(entries)) {
        const Id = entry.Id ?? "";
        try {
            successful.push({ Id, ...act(entry) });
        } catch (error) {
            if (!(error instanceof AwsError)) {
                throw error;
            }
            const { code: Code } = queryError(error, clientSchemas("@aws-sdk/client-sqs"));
            failed.push({ Id, SenderFault: error.status < 500, Code, Message: error.message });
        }
    }
    return { successful, failed };
}

/** A batch's answer: clients take a missing list for an empty one. */
export function batchResponse(Successful: readonly object[], failed: readonly Failed[]) {
    return { Successful, Failed: failed.length > 0 ? failed : undefined };
}

function checkEntries<E extends { Id?: string }>(entries: readonly E[] | undefined): readonly E[] {
    if (entries === undefined || entries.length === 0) {
        throw sqsError("EmptyBatchRequest", "There should be at least one entry in the request.");
    }
    if (entries.length > 10) {
        throw sqsError(
            "TooManyEntriesInBatchRequest",
            `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
        );
    }
    const ids = new Set<string>();
    for (const { Id = "" } of entries) {
        if (!/^[\w-]{1,80}$/.test(Id)) {
            throw sqsError(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. " +
                    "It can be at most 80 letters long.",
            );
        }
        if (ids.has(Id)) {
            throw sqsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
        }
        ids.add(Id);
    }
    return entries;
}
