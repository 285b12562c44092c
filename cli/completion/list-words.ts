import { readFileSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";

import type { Output } from "local-cloud/command";

/** What may come after `npm run NAME --`, and after a task's name there: by `NAME` and `NAME TASK`. */
export type Words = Readonly<Record<string, readonly string[]>>;

type CommandFunction = (args: readonly string[], output: Output) => Promise<number>;

/** Reads from the help of each command what it takes. */
export async function listWords(): Promise<Words> {
    const words: Record<string, string[]> = {};
    for (const name of listCommands()) {
        const help = await readHelp(name);
        const tasks = readTasks(help);
        words[name] = [...tasks, ...readOptions(help)];
        for (const task of tasks) {
            words[`${name} ${task}`] = readOptions(await readHelp(name, task));
        }
    }
    return words;
}

/** The scripts of package.json that are commands with a help of their own; what the bench measures has one each. */
function listCommands(): string[] {
    const file = path.join(__dirname, "../../package.json");
    const { scripts } = JSON.parse(readFileSync(file, "utf8")) as { scripts: Record<string, string> };
    return Object.values(scripts)
        .flatMap((script) => /cli\/run\.cjs (\w+)/.exec(script)?.[1] ?? [])
        .filter((name) => name !== "bench");
}

async function readHelp(name: string, ...task: string[]): Promise<string> {
    // oxlint-disable-next-line typescript/no-require-imports -- which one, package.json says
    const command = (require(`../${name}`) as Record<string, CommandFunction>)[name] as CommandFunction;
    let text = "";
    const output = new Writable({
        write(chunk: Buffer, _encoding, done) {
            text += chunk.toString();
            done();
        },
    });
    await command([...task, "--help"], output);
    return text;
}

/** A command with tasks names them in its usage: `npm run sync -- backfill|reconcile [options]`. */
function readTasks(help: string): string[] {
    const [, tasks = ""] = /^Usage: .*? -- ([a-z]+(?:\|[a-z]+)+) /m.exec(help) ?? [];
    return tasks.split("|").filter((task) => task !== "");
}

/** Each is at the beginning of a line of its own. */
function readOptions(help: string): string[] {
    return [...new Set([...help.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, option = ""]) => option))];
}
