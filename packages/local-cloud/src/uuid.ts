import { createHash } from "node:crypto";

/** A UUID made from `text`, the same each time: a program's outputs are there before its resources. */
export function makeUuid(text: string): string {
    const hex = createHash("sha256").update(text).digest("hex");
    return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
