import { enumeration } from "../parse-request";
import type { TableRecord } from "../table-record";
import { validationError } from "../validation-error";
import { streamLabel } from "./stream-arn";
import type { StreamViewType } from "./stream-record";

const viewTypes = enumeration("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES");

/**
 * What CreateTable's request says of the table's stream: what its records show, or undefined for no stream.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
 *
 * @throws AwsError `ValidationException`
 */
export function parseStream(input: object): StreamViewType | undefined {
    const { StreamSpecification: given } = input as { StreamSpecification?: unknown };
    const { StreamEnabled, StreamViewType } = (given ?? {}) as { StreamEnabled?: unknown; StreamViewType?: unknown };
    if ((StreamEnabled === true) !== (StreamViewType != null)) {
        throw validationError(
            "One or more parameter values were invalid: StreamViewType must be given when StreamEnabled is true, and only then",
        );
    }
    return StreamEnabled === true ? viewTypes(StreamViewType, "streamViewType") : undefined;
}

/**
 * The stream of a table that shall have one that shows `viewType`, or none. One that is turned on, or shows something
 * else than before, is a new one with a new label.
 *
 * @param now milliseconds since the epoch
 */
export function nextStream(
    before: TableRecord["stream"],
    viewType: StreamViewType | undefined,
    now: number,
    label = newLabel(before, now),
): TableRecord["stream"] {
    if (viewType === undefined) {
        return before && { ...before, enabled: false };
    }
    return before?.enabled === true && before.viewType === viewType ? before : { label, viewType, enabled: true };
}

function newLabel(before: TableRecord["stream"], now: number): string {
    return streamLabel(before?.label === streamLabel(now) ? now + 1 : now);
}
