import { expect } from "chai";
import type { Command, CommanderError } from "commander";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { completionCommand } from "../../cli/completion/options";
import { consoleCommand } from "../../cli/console/options";
import { dlqTasks, makeDlqCommand } from "../../cli/dlq/options";
import { doctorCommand } from "../../cli/doctor/options";
import { makeTaskCommand as makeEventsCommand, tasks as eventsTasks } from "../../cli/events/options";
import { logsCommand } from "../../cli/logs/options";
import { pauseCommand, resumeCommand } from "../../cli/pause/options";
import { replayCommand } from "../../cli/replay/options";
import { startCommand } from "../../cli/start/options";
import { stateCommand } from "../../cli/state/options";
import { statusCommand } from "../../cli/status/options";
import { storyCommand } from "../../cli/story/options";
import { makeTaskCommand as makeSyncCommand, tasks as syncTasks } from "../../cli/sync/options";
import { triggerCommand } from "../../cli/trigger/options";

const root = path.resolve(__dirname, "../..");

/** By what comes after `npm run`, the task included. */
const commands: Readonly<Record<string, () => Command>> = {
    completion: completionCommand,
    console: consoleCommand,
    doctor: doctorCommand,
    logs: logsCommand,
    pause: pauseCommand,
    replay: replayCommand,
    resume: resumeCommand,
    start: startCommand,
    state: stateCommand,
    status: statusCommand,
    story: storyCommand,
    trigger: triggerCommand,
    ...Object.fromEntries(dlqTasks.map((task) => [`dlq ${task}`, () => makeDlqCommand(task)])),
    ...Object.fromEntries(eventsTasks.map((task) => [`events ${task}`, () => makeEventsCommand(task)])),
    ...Object.fromEntries(syncTasks.map((task) => [`sync ${task}`, () => makeSyncCommand(task)])),
};

/** The texts of a source file: strings that are put together are one, and what is put into one is a word. */
function readTexts(file: string): string {
    return readFileSync(path.join(root, file), "utf8")
        .replace(/new Command\([^)]*\)/g, "")
        .replace(/["`] \+\n\s*["`]/g, "")
        .replace(/\$\{[^{}]*\}|(?<= )…/g, "1h");
}

const files = globSync(["cli/**/*.ts", "console/**/*.{ts,tsx}", "infra/**/*.ts"], {
    cwd: root,
    // It shows half a word, for the shell to complete.
    exclude: ["cli/completion/**"],
});

function find(pattern: RegExp): string[] {
    return files.flatMap((file) => [...readTexts(file).matchAll(pattern)].map(([, found = ""]) => found));
}

/** What is wrong with a command line, as commander calls it; undefined where it parses. */
function parse(line: string): string | undefined {
    const [script = "", task = "", ...rest] = line.split(" ");
    const [make, args] =
        commands[script] === undefined
            ? [commands[`${script} ${task}`], rest]
            : [commands[script], line.split(" ").slice(1)];
    if (make === undefined) {
        return "no such command";
    }
    try {
        make()
            .exitOverride()
            .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
            .parse(args, { from: "user" });
        return undefined;
    } catch (error) {
        const { code, exitCode } = error as CommanderError;
        return exitCode === 0 ? undefined : code;
    }
}

describe("the commands that messages suggest", () => {
    it("parse, where a message is one", () => {
        const suggested = [
            ...find(/suggestCommand\([`"](\w+ [^`"]+)[`"]/g).filter((line) => line !== "1h 1h"),
            ...find(/\bsuggest\("\w+:", [`"]([^`"]+)[`"]/g),
            ...find(/\bsuggest\("([a-z ]+)"\)/g).map((line) => `${line} 1h`),
            ...find(/\bcommand: [`"]([^`"]+)[`"]/g),
        ];

        expect(suggested.length).to.be.greaterThan(15);
        for (const line of suggested) {
            for (const aim of ["", " --stack prod", " --aws-endpoint http://127.0.0.1:1"]) {
                expect(parse(line + aim), line + aim).to.equal(undefined);
            }
        }
    });

    it("parse up to where the sentence around them goes on", () => {
        const mentioned = find(/npm run ((?!rehearse|bench|-)[a-z]+(?: -- (?:[^"`\n|();:,.]|[:,.](?=\w))+)?)/g).map(
            (line) => line.replace(" -- ", " ").trim(),
        );

        expect(mentioned.length).to.be.greaterThan(40);
        for (const line of mentioned) {
            const words = line.split(" ");
            const results = words.map((_, index) => parse(words.slice(0, words.length - index).join(" ")));
            const known = results.findIndex((one) => one === undefined || one === "commander.missingArgument");
            const rest = words.slice(words.length - Math.max(known, 0));
            const isName = Object.keys(commands).some((name) => name.split(" ")[0] === line);
            expect(
                isName || (known >= 0 && !rest.some((word) => /^--\w/.test(word))),
                `${line}: ${results[0]}`,
            ).to.equal(true);
        }
    });
});
