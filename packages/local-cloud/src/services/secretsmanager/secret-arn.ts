import { createHash } from "node:crypto";

import type { Account } from "../service";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * The ARN of a secret called `name` that a program declares: the name makes its end, since a program's outputs are there
 * before its resources.
 */
export function secretArn({ region, accountId }: Account, name: string): string {
    const bytes = createHash("sha256").update(name).digest().subarray(0, 6);
    const ending = [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${ending}`;
}
