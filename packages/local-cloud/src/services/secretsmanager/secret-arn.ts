import { createHash, randomBytes } from "node:crypto";

import type { Account } from "../service";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * A new ARN for a secret called `name`. It ends in six random characters, so that who may use a secret may not use one
 * that is made anew under its name.
 */
export function newSecretArn(account: Account, name: string): string {
    return formatArn(account, name, randomBytes(6));
}

/**
 * The ARN of a secret called `name` that a program declares: the name makes its end, since a program's outputs are there
 * before its resources.
 */
export function secretArn(account: Account, name: string): string {
    return formatArn(account, name, createHash("sha256").update(name).digest().subarray(0, 6));
}

function formatArn({ region, accountId }: Account, name: string, bytes: Buffer): string {
    const ending = [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${ending}`;
}
