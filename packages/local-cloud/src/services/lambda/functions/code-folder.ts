import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";

import { invalid } from "../errors";

/** Where functions' code is laid out: a folder for each set of files, named after their hash. */
export class CodeFolder {
    constructor(private readonly folder: string) {}

    /** The folder of the code with hash `codeHash`: the function's `LAMBDA_TASK_ROOT`. */
    path(codeHash: string): string {
        return join(this.folder, codeHash);
    }

    /** Whether the code with hash `codeHash` is laid out. */
    async has(codeHash: string): Promise<boolean> {
        return stat(this.path(codeHash)).then(
            () => true,
            () => false,
        );
    }

    /**
     * Lays `files` out, unless they are there already.
     *
     * @throws AwsError `InvalidParameterValueException` for a path that leads out of the package
     */
    async add(files: ReadonlyMap<string, Buffer>): Promise<{ codeHash: string; codeBytes: number }> {
        const codeHash = hashFiles(files);
        const codeBytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
        const target = this.path(codeHash);
        if (!(await this.has(codeHash))) {
            // Under its true name only once it is whole, so that a crash leaves no half of it behind.
            const draft = `${target}.draft`;
            await rm(draft, { recursive: true, force: true });
            for (const [path, content] of files) {
                const file = join(draft, path);
                await mkdir(dirname(file), { recursive: true });
                await writeFile(file, content);
            }
            await rename(draft, target);
        }
        return { codeHash, codeBytes };
    }

    /** Removes all code but that with the hashes in `used`. */
    async prune(used: ReadonlySet<string>): Promise<void> {
        await mkdir(this.folder, { recursive: true });
        for (const name of await readdir(this.folder)) {
            if (/^[0-9a-f]{64}(\.draft)?$/.test(name) && !used.has(name)) {
                await rm(join(this.folder, name), { recursive: true, force: true });
            }
        }
    }
}

function hashFiles(files: ReadonlyMap<string, Buffer>): string {
    const hash = createHash("sha256");
    for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (isAbsolute(path) || normalize(path).startsWith("..")) {
            throw invalid(`Could not unzip uploaded file: bad path ${path}`);
        }
        hash.update(`${path}\u0000${content.length}\u0000`).update(content);
    }
    return hash.digest("hex");
}
