import { Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

import { CommandError, type Output, Terminal } from "local-cloud/command";
import type { DeploymentOptions } from "../deployment";
import { findProblems } from "./find-problems";
import { type Keys, openScreen } from "./screen";
import { showStatus } from "./show";
import type { Status } from "./status";

export interface WatchOptions {
    everySeconds: number;
    /** The deployment, for the commands. */
    options: DeploymentOptions;
    json: boolean;
    output: Output;
    /** @default process.stdin */
    keys?: Keys;
}

/**
 * Shows a status again and again until the person is done with it. What cannot be read is said, and tried again.
 *
 * @throws CommandError when the output is no terminal, and not JSON
 */
export async function watchStatus(read: () => Promise<Status>, options: WatchOptions): Promise<void> {
    const { output, json } = options;
    if (json) {
        return writeDocuments(read, options);
    }
    if (output.isTTY !== true) {
        throw new CommandError("--watch needs a terminal: leave it out, or add --json");
    }
    const screen = openScreen(output, options.keys);
    let text = "";
    const redraw = () => screen.draw(text);
    output.on("resize", redraw);
    try {
        while (!screen.done.aborted) {
            text = await read().then(
                (status) => renderStatus(status, options),
                (error: unknown) => renderFailure(error, text),
            );
            redraw();
            await rest(options.everySeconds, screen.done);
        }
    } finally {
        output.off("resize", redraw);
        screen.close();
    }
}

/** A document each time, until a signal ends the process. */
async function writeDocuments(read: () => Promise<Status>, { everySeconds, output }: WatchOptions): Promise<void> {
    const stop = new AbortController();
    const end = () => stop.abort();
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    signals.forEach((signal) => process.once(signal, end));
    try {
        while (!stop.signal.aborted) {
            const status = await read();
            output.write(`${JSON.stringify({ ...status, problems: findProblems(status) })}\n`);
            await rest(everySeconds, stop.signal);
        }
    } finally {
        signals.forEach((signal) => process.off(signal, end));
    }
}

/** With as many problems as there is room for. */
function renderStatus(status: Status, { output, options }: WatchOptions): string {
    const { rows = 24, columns } = output as Output & { rows?: number };
    const problems = findProblems(status);
    for (let maxProblems = problems.length; ; maxProblems--) {
        let text = "";
        const write = (chunk: Buffer, _encoding: string, done: () => void) => {
            text += chunk.toString();
            done();
        };
        const page = Object.assign(new Writable({ write }), { isTTY: true, columns });
        showStatus(new Terminal({ output: page }), status, problems, { options, maxProblems });
        const lines = text.trimEnd().split("\n");
        if (lines.length <= rows || maxProblems === 0) {
            return lines.slice(0, rows).join("\n");
        }
    }
}

/** What failed, above what was so before. */
function renderFailure(error: unknown, before: string): string {
    if (!(error instanceof CommandError)) {
        throw error;
    }
    return `${error.message}\n\n${before}`;
}

async function rest(everySeconds: number, done: AbortSignal): Promise<void> {
    await wait(everySeconds * 1000, undefined, { signal: done }).catch(() => undefined);
}
