import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";

import { cacheFolder } from "./cache-folder.cjs";

const keptIn = cacheFolder("loaded");
const inspector = "inspector";
const own = path.resolve(__dirname, "..") + path.sep;
/** This package, which loads the resource types that a program declares, is not in `node_modules` while it is worked on. */
export const inPackage = (file: string) => file.includes(`${path.sep}node_modules${path.sep}`) || file.startsWith(own);

/** Node's own, and hooked by many: every `require` comes through it. */
const loader = Module as unknown as {
    _load: (this: unknown, request: string, parent: NodeModule | undefined, isMain: boolean) => unknown;
    _resolveFilename: (this: unknown, request: string, parent: NodeModule | undefined, isMain: boolean) => string;
};

/**
 * The files of packages that a program asks for. They are known from one evaluation to the next, also in another process,
 * so that they can be loaded before the program is.
 */
export class PackageFiles {
    private readonly list: string;
    private before: readonly string[] = [];
    private readonly asked = new Set<string>();

    /** @param main the program's entry, absolute */
    constructor(main: string) {
        this.list = path.join(keptIn, `${createHash("sha256").update(main).digest("hex").slice(0, 16)}.json`);
    }

    /** Loads the files that the last evaluation asked for. What cannot be loaded any more is left to the program. */
    load(): void {
        this.before = this.read();
        for (const file of this.before) {
            try {
                // oxlint-disable-next-line typescript/no-require-imports -- as the program will
                require(file);
            } catch {
                // The program says so, if it still asks for it.
            }
        }
    }

    /** Whether the last evaluation turned functions into text, which Pulumi does by way of Node's inspector. */
    get serializes(): boolean {
        return this.before.includes(inspector);
    }

    /** Notes from now on what is asked for: by the program, or by a package that loads its parts when they are needed. */
    record(): void {
        const load = loader._load;
        loader._load = (request, parent, isMain) => {
            // What a package asks for while it is loaded itself comes with it; what the program asks for by a relative path is
            // its own.
            if (inPackage(parent?.filename ?? "") ? parent?.loaded === true : !request.startsWith(".")) {
                this.note(request, parent, isMain);
            }
            return load.call(loader, request, parent, isMain);
        };
    }

    /** Keeps the list for the next evaluation. */
    keep(): void {
        const files = [...this.asked];
        if (JSON.stringify(files) === JSON.stringify(this.before)) {
            return;
        }
        const draft = `${this.list}.${process.pid}`;
        try {
            mkdirSync(keptIn, { recursive: true });
            writeFileSync(draft, JSON.stringify(files));
            renameSync(draft, this.list);
        } catch {
            // The next evaluation takes longer, and does the same.
        }
    }

    private note(request: string, parent: NodeModule | undefined, isMain: boolean): void {
        try {
            const file = loader._resolveFilename(request, parent, isMain);
            if (file === inspector || (path.isAbsolute(file) && inPackage(file))) {
                this.asked.add(file);
            }
        } catch {
            // Not found: whoever asks for it gets the error.
        }
    }

    private read(): readonly string[] {
        try {
            return JSON.parse(readFileSync(this.list, "utf8")) as string[];
        } catch {
            return [];
        }
    }
}

/**
 * Whether a loaded file, or what is installed in the working directory, has changed since then: what is loaded cannot be
 * loaded again.
 *
 * @param since in milliseconds since the epoch
 */
export function isOutdated(since: number): boolean {
    const installed = path.resolve("node_modules/.package-lock.json");
    return [installed, ...Object.keys(require.cache)].some((file) => {
        const found = statSync(file, { throwIfNoEntry: false });
        return found === undefined ? file !== installed : found.ctimeMs > since;
    });
}
