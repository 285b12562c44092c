import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { CommandError } from "../command-error";

/** A signing secret in the form of Stripe's, new each time. */
export function ephemeralSigningSecret(): string {
    return `whsec_${randomBytes(24).toString("hex")}`;
}

/**
 * The signing secret of the system on this machine: made at the first start, and kept in
 * `folder`, so that what signs with it goes on.
 */
export async function localSigningSecret(folder: string): Promise<string> {
    const file = path.join(folder, "signing-secret");
    try {
        return (await readFile(file, "utf8")).trim();
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
            throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
        }
    }
    const secret = ephemeralSigningSecret();
    try {
        await mkdir(folder, { recursive: true });
        await writeFile(file, `${secret}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
        throw new CommandError(
            `${folder} cannot be written: ${(error as Error).message} (--data takes another folder)`,
        );
    }
    return secret;
}
