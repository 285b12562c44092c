import { readdir, readFile, stat } from "node:fs/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";

/** A source map, and the folder that its sources are relative to. */
interface LoadedMap {
    map: SourceMap;
    folder: string;
}

/** A place in a stack: `at name (/folder/index.js:1:2345)`. */
const frame = /^\s*at .*?\(?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/;

/**
 * Leads the places in functions' stacks back to the program's source, by the source maps that stand beside the artefacts
 * in `node_modules/.cache` (`NAME.js.map` beside `NAME.js`). A function's code lies elsewhere when it runs: its artefact
 * is the one with the same bytes.
 */
export class SourcePlaces {
    /** By the file of a function's code. */
    private readonly maps = new Map<string, Promise<LoadedMap | undefined>>();

    /** @param project the program's folder */
    constructor(private readonly project: string) {}

    /**
     * The first place of a stack that is in the program's own source, as `file:line:column` from the program's folder;
     * undefined when there is none, or no map tells.
     *
     * @param trace the stack, a line each
     */
    async findPlace(trace: readonly string[]): Promise<string | undefined> {
        for (const text of trace) {
            const [, file, line, column] = frame.exec(text) ?? [];
            const place = file === undefined ? undefined : await this.findOrigin(file, Number(line), Number(column));
            if (place !== undefined) {
                return place;
            }
        }
        return undefined;
    }

    private async findOrigin(file: string, line: number, column: number): Promise<string | undefined> {
        const loaded = this.maps.get(file) ?? this.load(file);
        this.maps.set(file, loaded);
        const found = await loaded;
        const entry = found?.map.findEntry(line - 1, column - 1);
        if (found === undefined || entry === undefined || !("originalSource" in entry)) {
            return undefined;
        }
        const source = path.relative(this.project, path.resolve(found.folder, entry.originalSource));
        const own = !source.startsWith("..") && !source.split(path.sep).includes("node_modules");
        return own ? `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : undefined;
    }

    /** Undefined for a file that no artefact equals. Never rejects. */
    private async load(file: string): Promise<LoadedMap | undefined> {
        try {
            const artefact = await this.findArtefact(file);
            if (artefact === undefined) {
                return undefined;
            }
            const map = JSON.parse(await readFile(`${artefact}.map`, "utf8")) as SourceMapPayload;
            return { map: new SourceMap(map), folder: path.dirname(artefact) };
        } catch {
            return undefined;
        }
    }

    private async findArtefact(file: string): Promise<string | undefined> {
        const code = await readFile(file);
        const cache = path.join(this.project, "node_modules", ".cache");
        for (const folder of await readdir(cache)) {
            const names = await readdir(path.join(cache, folder)).catch(() => []);
            for (const name of names.filter((one) => one.endsWith(".js.map"))) {
                const artefact = path.join(cache, folder, name.slice(0, -".map".length));
                const { size } = await stat(artefact).catch(() => ({ size: -1 }));
                if (size === code.length && code.equals(await readFile(artefact))) {
                    return artefact;
                }
            }
        }
        return undefined;
    }
}
