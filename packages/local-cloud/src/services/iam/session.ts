import { createHash } from "node:crypto";

import type { Credentials } from "../service";

/** AWS's alphabet of access keys. */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const prefix = "ASIA";
const roleLength = 10;
const keyLength = 20;

/**
 * The credentials of a role's session: the same each time, so that a process that outlives this one keeps its rights.
 * The access key says the role by its first part and the session by its last.
 */
export function sessionCredentials(roleArn: string, session: string): Credentials {
    const secret = digest("secret", roleArn, session);
    return {
        accessKeyId:
            accessKeyStart(roleArn) + letters(digest("session", session), keyLength - prefix.length - roleLength),
        secretAccessKey: secret.toString("base64").slice(0, 40),
        sessionToken: digest("token", roleArn, session).toString("base64"),
    };
}

/** How the access keys of all of a role's sessions begin. */
export function accessKeyStart(roleArn: string): string {
    return prefix + letters(digest("role", roleArn), roleLength);
}

/** The part of an access key that says the role, as `accessKeyStart` gives it; undefined for a key of another form. */
export function startOfAccessKey(accessKeyId: string): string | undefined {
    return accessKeyId.startsWith(prefix) && accessKeyId.length === keyLength
        ? accessKeyId.slice(0, prefix.length + roleLength)
        : undefined;
}

/** The role's name: the last part of its ARN, after the path. */
export function readRoleName(roleArn: string): string {
    return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}

function digest(...parts: string[]): Buffer {
    return createHash("sha256").update(parts.join("\0")).digest();
}

function letters(bytes: Buffer, count: number): string {
    return [...bytes.subarray(0, count)].map((byte) => base32[byte % base32.length]).join("");
}
