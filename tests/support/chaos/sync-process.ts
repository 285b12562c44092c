import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

const root = path.resolve(__dirname, "../../..");

/** What a run of `npm run sync` came to. */
export interface SyncResult {
    /** The exit code, or the signal that ended it. */
    end: number | string | null;
    /** What it printed: one JSON document a line. */
    results: Record<string, unknown>[];
    errors: string;
    seconds: number;
    /** Undefined when it was killed. */
    usage?: {
        /** The most memory that it had. */
        peakMegabytes: number;
        cpuSeconds: number;
    };
}

/** `npm run sync` in a process of its own. */
export interface SyncProcess {
    kill(): void;
    ended: Promise<SyncResult>;
}

/** Writes what the process has used to a pipe of its own when it ends. */
const preload =
    'import { writeSync } from "node:fs";' +
    'process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));';

export function startSync(args: readonly string[]): SyncProcess {
    const began = performance.now();
    const child = spawn(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(preload)}`, "cli/run.cjs", "sync", ...args, "--json"],
        { cwd: root, stdio: ["ignore", "pipe", "pipe", "pipe"] },
    );
    return { kill: () => void child.kill("SIGKILL"), ended: waitForEnd(child, began) };
}

async function waitForEnd(child: ChildProcess, began: number): Promise<SyncResult> {
    const ended = new Promise<number | string | null>((resolve) =>
        child.once("exit", (code, signal) => resolve(code ?? signal)),
    );
    const [output, errors, usage] = await Promise.all([1, 2, 3].map((stream) => text(child.stdio[stream] as Readable)));
    return {
        end: await ended,
        results: (output ?? "")
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as Record<string, unknown>),
        errors: errors ?? "",
        seconds: (performance.now() - began) / 1000,
        ...(usage !== "" && { usage: readUsage(usage) }),
    };
}

/** Node gives kilobytes and microseconds. */
function readUsage(text: string | undefined): SyncResult["usage"] {
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(text ?? "") as NodeJS.ResourceUsage;
    return { peakMegabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
}
