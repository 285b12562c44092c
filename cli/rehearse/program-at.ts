import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { CommandError } from "local-cloud/command";

const run = promisify(execFile);

/**
 * Lays out the program of `folder` as it was at the commit `ref` in `target`, with the packages that are installed now.
 * Nothing is written to the repository.
 *
 * @returns whether the program had other packages then, so that it is not quite as it was
 * @throws CommandError when there is no such commit
 */
export async function layOut(folder: string, ref: string, target: string): Promise<{ otherPackages: boolean }> {
    const archive = `${target}.tar`;
    await mkdir(target, { recursive: true });
    try {
        const { stdout: top } = await run("git", ["-C", folder, "rev-parse", "--show-toplevel"]);
        const below = path.relative(top.trim(), folder);
        const tree = below === "" ? ref : `${ref}:${below.split(path.sep).join("/")}`;
        await run("git", ["-C", top.trim(), "archive", "--format=tar", `--output=${archive}`, tree]);
        await run("tar", ["-xf", archive, "-C", target]);
    } catch (error) {
        const { stderr, message } = error as Error & { stderr?: string };
        throw new CommandError(`the program as it was at ${ref} cannot be had from git: ${stderr?.trim() || message}`);
    } finally {
        await rm(archive, { force: true });
    }
    if (!existsSync(path.join(target, "node_modules"))) {
        await symlink(path.join(folder, "node_modules"), path.join(target, "node_modules"), "dir");
    }
    const [then, now] = await Promise.all([target, folder].map((place) => lockfile(place)));
    return { otherPackages: then !== now };
}

async function lockfile(folder: string): Promise<string> {
    return readFile(path.join(folder, "package-lock.json"), "utf8").catch(() => "");
}
