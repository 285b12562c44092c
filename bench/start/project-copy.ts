import { execFileSync } from "node:child_process";
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "..", "..");

/**
 * A copy of this project in a folder of its own, with the same packages, whose files may be changed and whose caches are
 * its own.
 */
export class ProjectCopy {
    /** Changed files as they were, by path. */
    private readonly originals = new Map<string, string>();

    private constructor(
        /** The project's folder. */
        readonly folder: string,
        private readonly scratch: string,
    ) {}

    /** @param ref a commit of this project; undefined takes the files as they are now */
    static async make(ref?: string): Promise<ProjectCopy> {
        const scratch = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-start-"));
        const copy = new ProjectCopy(path.join(scratch, "project"), scratch);
        try {
            await (ref === undefined ? copy.copyFiles() : copy.checkOut(ref));
            await linkPackages(path.join(root, "node_modules"), path.join(copy.folder, "node_modules"));
        } catch (error) {
            await copy.remove();
            throw error;
        }
        return copy;
    }

    /** Where a run keeps its data. */
    get data(): string {
        return path.join(this.scratch, "data");
    }

    /** The environment of its commands: not that of the npm script which runs this, and with temporary files of its own. */
    get environment(): NodeJS.ProcessEnv {
        const entries = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
        return { ...Object.fromEntries(entries), TMPDIR: path.join(this.scratch, "tmp") };
    }

    /** Forgets all that an earlier run has kept to be faster. */
    async clearCaches(): Promise<void> {
        for (const folder of [
            path.join(this.folder, "node_modules/.cache"),
            path.join(this.scratch, "tmp"),
            this.data,
        ]) {
            await rm(folder, { recursive: true, force: true });
        }
        await mkdir(path.join(this.scratch, "tmp"));
    }

    /** @throws Error when the file does not hold `text` once */
    async replace(file: string, text: string, replacement: string): Promise<void> {
        const place = path.join(this.folder, file);
        const before = await readFile(place, "utf8");
        if (before.split(text).length !== 2) {
            throw new Error(`${file} is expected to hold ${JSON.stringify(text)} once: bench/start changes it there`);
        }
        this.originals.set(place, this.originals.get(place) ?? before);
        await writeFile(
            place,
            before.replace(text, () => replacement),
        );
    }

    /** Takes all replacements back. */
    async restore(): Promise<void> {
        for (const [place, text] of this.originals) {
            await writeFile(place, text);
        }
    }

    async remove(): Promise<void> {
        await rm(this.scratch, { recursive: true, force: true, maxRetries: 5 });
        git("worktree", "prune");
    }

    private async copyFiles(): Promise<void> {
        const files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
        for (const file of files) {
            // One that was deleted is still in the index.
            await cp(path.join(root, file), path.join(this.folder, file)).catch(ignoreMissing);
        }
    }

    private async checkOut(ref: string): Promise<void> {
        git("worktree", "add", "--detach", this.folder, ref);
        await Promise.resolve();
    }
}

function git(...args: string[]): string {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Each package by a link: a link to the whole folder would share the caches that are kept in it. */
async function linkPackages(from: string, to: string): Promise<void> {
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from)) {
        const [source, target] = [path.join(from, name), path.join(to, name)];
        if (name.startsWith("@")) {
            await linkPackages(source, target);
        } else if (name !== ".cache") {
            // A package of this project is a link already, and is to be the copy's.
            const isLink = (await lstat(source)).isSymbolicLink();
            await symlink(isLink ? await readlink(source) : source, target);
        }
    }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
    if (error.code !== "ENOENT") {
        throw error;
    }
}
