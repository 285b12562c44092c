import { type ChildProcess, spawn, type SpawnOptionsWithoutStdio } from "node:child_process";

import { until } from "./until";

/** A command in a process of its own, and what it has written so far. */
export interface RunningProcess {
    child: ChildProcess;
    output: string;
    errors: string;
    /** Its exit code, or the signal that ended it. */
    ended: Promise<number | string | null>;
}

export function runProcess(
    command: string,
    args: readonly string[],
    options: SpawnOptionsWithoutStdio,
): RunningProcess {
    const child = spawn(command, args, options);
    const ended = new Promise<number | string | null>((resolve) =>
        child.once("close", (code, signal) => resolve(code ?? signal)),
    );
    const run: RunningProcess = { child, output: "", errors: "", ended };
    child.stdout.on("data", (chunk: Buffer) => (run.output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (run.errors += chunk.toString()));
    return run;
}

/** Waits until it has written `text`, for a minute at most. */
export async function shows(run: RunningProcess, text: string): Promise<void> {
    await until(`"${text}" in ${run.output} ${run.errors}`, () => (run.output + run.errors).includes(text), 60);
}
