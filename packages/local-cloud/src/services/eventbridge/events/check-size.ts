import { validationError } from "../constraints";
import type { Entry } from "./put-entry";

/** 1 MB since January 2026: https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb. */
const maxRequestBytes = 1024 * 1024;

/** @throws AwsError ValidationException when a request with these entries is larger than EventBridge takes */
export function checkSize(entries: readonly Entry[]): void {
    const size = entries.reduce((sum, entry) => sum + measureEntry(entry), 0);
    if (size > maxRequestBytes) {
        throw validationError("Total size of the entries in the request is over the limit.");
    }
}

/** As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html counts it. */
function measureEntry({ Time, Source, DetailType, Detail, Resources }: Entry): number {
    const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
    const bytes = texts.reduce((sum, text) => sum + (typeof text === "string" ? Buffer.byteLength(text) : 0), 0);
    return bytes + (Time === undefined ? 0 : 14);
}
