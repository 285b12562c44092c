import type { AbstractLevel } from "abstract-level";
import { ClassicLevel } from "classic-level";
import { MemoryLevel } from "memory-level";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Text keys in byte order, JSON values. */
export type Level = AbstractLevel<string | Buffer | Uint8Array, string, unknown>;

/** In the folder: the id of the process that opened it last, so of the one that has it open. */
const holderFile = "PID";

/**
 * Opens the LevelDB in `folder` (made if missing), or one that lives in memory alone when `folder` is undefined.
 *
 * @throws Error that says what to do
 */
export async function openLevel(folder: string | undefined): Promise<Level> {
    const options = { keyEncoding: "utf8", valueEncoding: "json" } as const;
    if (folder === undefined) {
        const level = new MemoryLevel<string, unknown>(options);
        await level.open();
        return level;
    }
    const level = new ClassicLevel<string, unknown>(folder, options);
    try {
        await level.open();
    } catch (error) {
        throw new Error(`${folder} ${await whatIsWrong(folder, error as Error)}`, { cause: error });
    }
    // A hint for people: a full disk must not keep what is there from being read.
    await writeFile(path.join(folder, holderFile), String(process.pid)).catch(() => undefined);
    return level;
}

async function whatIsWrong(folder: string, error: Error): Promise<string> {
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    if (code === "LEVEL_LOCKED") {
        const pid = await readFile(path.join(folder, holderFile), "utf8").catch(() => "");
        const holder = pid === "" ? "another process" : `another process (${pid})`;
        return `is in use by ${holder}: end it, or take another folder`;
    }
    return `cannot be opened: ${message}. Nothing was changed: put a copy of it back, or take another folder`;
}
