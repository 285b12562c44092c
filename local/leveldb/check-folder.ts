import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

import { readLog } from "./log";
import { readManifest, type Manifest } from "./manifest";
import { checkTable } from "./table";

/**
 * Looks whether the files of a LevelDB are whole, before LevelDB opens them. LevelDB takes a folder without its file
 * CURRENT for a new one, removes the tables that its manifest does not name, and skips what it cannot read of its logs,
 * without a word: data would be gone that could still be saved.
 *
 * What a process leaves that is killed at any moment is no damage: a last record that was cut off, in a log or in the
 * manifest; tables and logs that the manifest does not name yet or any more, whatever their numbers; a log that is
 * empty. LevelDB removes tables and logs only when the manifest that can do without them is on the disk (db/db_impl.cc,
 * DeleteObsoleteFiles): a manifest that has lost what was written to it last names one that is missing.
 *
 * @param folder need not exist
 * @throws Error that names the file; nothing was changed then
 */
export async function checkLevelFolder(folder: string): Promise<void> {
    const before = await manifestSize(folder);
    try {
        await check(folder);
    } catch (error) {
        // A process that has the folder open may have removed a file meanwhile: opening it will be refused.
        if ((await manifestSize(folder)) === before) {
            throw error;
        }
    }
}

/** Which manifest holds and how long it is: whoever removes files adds to it first. */
async function manifestSize(folder: string): Promise<string> {
    try {
        const current = await readFile(path.join(folder, "CURRENT"), "latin1");
        return `${current}${(await stat(path.join(folder, current.trimEnd()))).size}`;
    } catch {
        return "none";
    }
}

/** What holds where there is no manifest yet: LevelDB takes up every log that it finds. */
const none: Manifest = { tables: new Map(), logNumber: 0 };

async function check(folder: string): Promise<void> {
    const names: string[] = await readdir(folder).catch(() => []);
    const hasCurrent = names.includes("CURRENT");
    if (!hasCurrent && names.some((name) => name.endsWith(".ldb"))) {
        throw damaged(path.join(folder, "CURRENT"), "it is missing");
    }
    const { tables, logNumber } = hasCurrent ? await manifestOf(folder) : none;
    const logs = names.filter((name) => name.endsWith(".log") && parseInt(name, 10) >= logNumber);
    // The first manifest names log 0, which there never is.
    for (const name of logNumber === 0 ? logs : new Set([fileName(logNumber, "log"), ...logs])) {
        const file = path.join(folder, name);
        records(file, await bytesOf(file));
    }
    for (const [number, size] of tables) {
        await checkTableFile(path.join(folder, fileName(number, "ldb")), size);
    }
}

async function manifestOf(folder: string): Promise<Manifest> {
    const current = path.join(folder, "CURRENT");
    const [, name] = /^(MANIFEST-\d+)\n$/.exec((await bytesOf(current)).toString("latin1")) ?? [];
    if (name === undefined) {
        throw damaged(current, "it names no manifest");
    }
    const file = path.join(folder, name);
    const edits = records(file, await bytesOf(file));
    return orDamaged(file, () => readManifest(edits));
}

async function checkTableFile(file: string, size: number): Promise<void> {
    const table = await bytesOf(file);
    if (table.length < size) {
        throw damaged(file, `it has ${table.length} bytes of ${size}`);
    }
    orDamaged(file, () => checkTable(table.subarray(0, size)));
}

function records(file: string, bytes: Buffer): Buffer[] {
    const { records, badAt } = readLog(bytes);
    if (badAt !== undefined) {
        throw damaged(file, `what stands at byte ${badAt} was not written there`);
    }
    return records;
}

/** As LevelDB names its files (db/filename.cc). */
function fileName(number: number, kind: "log" | "ldb"): string {
    return `${String(number).padStart(6, "0")}.${kind}`;
}

async function bytesOf(file: string): Promise<Buffer> {
    try {
        return await readFile(file);
    } catch (error) {
        throw (error as NodeJS.ErrnoException).code === "ENOENT" ? damaged(file, "it is missing") : error;
    }
}

function orDamaged<T>(file: string, read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw damaged(file, (error as Error).message);
    }
}

function damaged(file: string, why: string): Error {
    return new Error(
        `${file} is damaged: ${why}. Nothing was changed: put a copy of its folder back, or take another folder`,
    );
}
