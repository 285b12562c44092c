import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import { validationError } from "../validation-error";

/** Where a reader is in a shard. */
export interface Position {
    arn: string;
    shard: string;
    /** The number of the last record that was read; empty before the first. */
    after: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const maxAgeMs = 15 * 60 * 1000;

/** A position as the API gives it. */
export function writeIterator({ arn, shard, after }: Position, clock: Clock): string {
    return `${arn}|1|${Buffer.from(JSON.stringify([shard, after, clock.now()])).toString("base64url")}`;
}

/** @throws AwsError `ValidationException` for what is no iterator, `ExpiredIteratorException` after 15 minutes */
export function parseIterator(iterator: string, clock: Clock): Position {
    const [arn = "", , encoded = ""] = iterator.split("|");
    const [shard, after, issuedAt] = decode(encoded);
    if (typeof shard !== "string" || typeof after !== "string" || typeof issuedAt !== "number") {
        throw validationError("Invalid ShardIterator");
    }
    if (clock.since(issuedAt) > maxAgeMs) {
        throw new AwsError("ExpiredIteratorException", "Shard iterator has expired");
    }
    return { arn, shard, after };
}

function decode(encoded: string): readonly unknown[] {
    try {
        const decoded: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
        return Array.isArray(decoded) ? decoded : [];
    } catch {
        return [];
    }
}
