import { randomBytes, randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { CommandError } from "local-cloud/command";
import { makeFolder } from "./make-folder";

/** A signing secret in the form of Stripe's, new each time. */
export function ephemeralSigningSecret(): string {
    return `whsec_${randomBytes(24).toString("hex")}`;
}

/**
 * The signing secret of the system on this machine: made at the first start, and kept in
 * `folder`, so that what signs with it goes on.
 *
 * @throws CommandError that names the file or the folder, and what to do
 */
export async function localSigningSecret(folder: string): Promise<string> {
    const file = path.join(folder, "signing-secret");
    return (await read(file)) ?? (await make(folder, file));
}

async function read(file: string): Promise<string | undefined> {
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
    }
    if (!/^whsec_\S+$/.test(text.trim())) {
        throw new CommandError(
            `${file} holds no signing secret (whsec_…): remove it, and the next start makes a new one`,
        );
    }
    return text.trim();
}

/** Under its own name only once it is whole, and only if nobody else was first. */
async function make(folder: string, file: string): Promise<string> {
    const secret = ephemeralSigningSecret();
    const draft = `${file}.${randomUUID()}`;
    try {
        await makeFolder(folder);
        await writeFile(draft, `${secret}\n`, { mode: 0o600, flag: "wx" });
        try {
            await link(draft, file);
        } finally {
            await rm(draft);
        }
    } catch (error) {
        const others = (error as NodeJS.ErrnoException).code === "EEXIST" ? await read(file) : undefined;
        if (others !== undefined) {
            return others;
        }
        throw new CommandError(
            `${folder} cannot be written: ${(error as Error).message} (--data takes another folder)`,
        );
    }
    return secret;
}
