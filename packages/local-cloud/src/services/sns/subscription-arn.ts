import { createHash } from "node:crypto";

/** A subscription's ARN ends in a UUID, as at AWS; an address has the same one each time. */
export function subscriptionArn(topicArn: string, address: string): string {
    const hash = createHash("sha256")
        .update(JSON.stringify([topicArn, "email", address]))
        .digest("hex");
    const uuid = hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return `${topicArn}:${uuid}`;
}
