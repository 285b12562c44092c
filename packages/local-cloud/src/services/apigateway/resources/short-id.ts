import { createHash } from "node:crypto";

/** Ten characters as API Gateway's ids have, made from `text`. */
export function shortId(text: string): string {
    return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`)
        .toString(36)
        .slice(0, 10);
}
