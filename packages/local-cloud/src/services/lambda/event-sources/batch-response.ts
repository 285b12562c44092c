/**
 * The first record that a function says it failed at, when it may say so by `ReportBatchItemFailures`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 *
 * @param payload JSON text that the function returned
 * @param sequences the numbers of the batch's records
 * @returns its index; undefined when all succeeded; 0, for all, when the answer names no record of the batch
 */
export function findFirstFailure(payload: string, sequences: readonly string[]): number | undefined {
    const response = parse(payload);
    const failures = typeof response === "object" && response !== null ? readFailures(response) : [];
    if (failures.length === 0) {
        return undefined;
    }
    const places = failures.map((failure) => sequences.indexOf(readIdentifier(failure)));
    return places.includes(-1) ? 0 : Math.min(...places);
}

function parse(payload: string): unknown {
    try {
        return JSON.parse(payload);
    } catch {
        return undefined;
    }
}

function readFailures({ batchItemFailures: failures }: { batchItemFailures?: unknown }): readonly unknown[] {
    return failures === undefined || failures === null ? [] : Array.isArray(failures) ? failures : [failures];
}

function readIdentifier(failure: unknown): string {
    const { itemIdentifier } = (failure ?? {}) as { itemIdentifier?: unknown };
    return typeof itemIdentifier === "string" ? itemIdentifier : "";
}
