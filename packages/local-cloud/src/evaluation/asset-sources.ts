import { readFile } from "node:fs/promises";
import path from "node:path";

/** The files that assets were read from while this program ran, and those that they were made of. */
const files = new Set<string>();

/**
 * Notes a file that an asset is read from. Where a source map stands beside it (`NAME.map`), as bundlers put it there, its
 * sources count too: with them, the file changes.
 */
export async function noteAssetFile(file: string): Promise<void> {
    files.add(file);
    const map = await readFile(`${file}.map`, "utf8").catch(() => undefined);
    if (map !== undefined) {
        readSources(map).forEach((source) => files.add(path.resolve(path.dirname(file), source)));
    }
}

export function listAssetSources(): string[] {
    return [...files];
}

/** None where it is no source map. */
function readSources(map: string): string[] {
    try {
        const { sources = [] } = JSON.parse(map) as { sources?: string[] };
        return sources;
    } catch {
        return [];
    }
}
