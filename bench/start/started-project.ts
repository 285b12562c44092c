import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { processTree } from "../../tests/support/chaos/process-tree";
import type { ProjectCopy } from "./project-copy";

/** Longer than any step takes, on a machine that has much else to do. */
const maxMilliseconds = 120_000;
/** Linux counts processor time in hundredths of a second (USER_HZ, proc(5)). */
const tickMs = 10;

/** How long something took, and what processor time all processes together used for it. In milliseconds. */
export interface Taken {
    wall: number;
    cpu: number;
}

/** `npm start` in a copy of the project, in a process group of its own. */
export class StartedProject {
    /** From the command to its line that says that it is ready. */
    starting: Taken = { wall: 0, cpu: 0 };
    private readonly documents: Record<string, unknown>[] = [];
    private errors = "";
    private readonly ended: Promise<void>;

    private constructor(
        private readonly copy: ProjectCopy,
        private readonly child: ChildProcess,
    ) {
        this.ended = new Promise((resolve) => child.once("exit", () => resolve()));
        child.stderr?.on("data", (chunk: Buffer) => (this.errors = (this.errors + chunk.toString()).slice(-10_000)));
        let output = "";
        child.stdout?.on("data", (chunk: Buffer) => {
            const lines = (output + chunk.toString()).split("\n");
            output = lines.pop() ?? "";
            // npm says what it runs, in lines that are no JSON.
            const documents = lines.filter((line) => line.startsWith("{"));
            this.documents.push(...documents.map((line) => JSON.parse(line) as Record<string, unknown>));
        });
    }

    /** @throws Error with what it printed, when it ends instead of being ready */
    static async start(copy: ProjectCopy): Promise<StartedProject> {
        const began = performance.now();
        // A commit from before the local Stripe has no such option.
        const hasStripe = existsSync(path.join(copy.folder, "cli/start/local-stripe.ts"));
        const ports = ["--port", "0", "--aws-port", "0", ...(hasStripe ? ["--stripe-port", "0"] : [])];
        const args = ["start", "--", ...ports, "--json", "--data", copy.data];
        const child = spawn("npm", args, {
            cwd: copy.folder,
            env: copy.environment,
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const started = new StartedProject(copy, child);
        await started.says("ready");
        const wall = performance.now() - began;
        started.starting = { wall, cpu: await started.settledCpu() };
        return started;
    }

    /**
     * Saves a change of a file, and waits for the line that says it is in effect.
     *
     * @param updated a resource that the line is to name
     */
    async change(file: string, [text, replacement]: readonly [string, string], updated: string): Promise<Taken> {
        const seen = this.documents.length;
        const cpu = this.cpu();
        const began = performance.now();
        await this.copy.replace(file, text, replacement);
        const news = await this.says("reloaded", seen);
        const wall = performance.now() - began;
        const taken = { wall, cpu: (await this.settledCpu()) - cpu };
        if (!(news.updated as string[]).includes(updated)) {
            throw new Error(`the change of ${file} is to update ${updated}, and did ${JSON.stringify(news)}`);
        }
        return taken;
    }

    /** `npm run trigger` against it, from its start to its end; the processor time is its own, and what it causes here. */
    async trigger(eventType: string): Promise<Taken> {
        const awsEndpoint = String(this.documents[0]?.awsEndpoint);
        const cpu = this.cpu() + endedChildrenCpu();
        const began = performance.now();
        const child = spawn("npm", ["run", "trigger", "--", eventType, "--aws-endpoint", awsEndpoint], {
            cwd: this.copy.folder,
            env: this.copy.environment,
            stdio: ["ignore", "ignore", "pipe"],
        });
        let errors = "";
        child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
        const code = await new Promise((resolve) => child.once("close", resolve));
        if (code !== 0) {
            throw new Error(`npm run trigger ended with ${String(code)}:\n${errors}`);
        }
        return { wall: performance.now() - began, cpu: this.cpu() + endedChildrenCpu() - cpu };
    }

    /** Waits until nothing more is being done in the background. */
    async quiet(): Promise<void> {
        const deadline = performance.now() + maxMilliseconds;
        for (let idle = 0; idle < 6 && performance.now() < deadline;) {
            const before = this.cpu();
            await new Promise((resolve) => setTimeout(resolve, 500));
            idle = this.cpu() - before <= 2 * tickMs ? idle + 1 : 0;
        }
    }

    /** What all its processes hold, in megabytes; pages that they share count once. */
    memory(): number {
        const kilobytes = this.pids().map((pid) => {
            const [, size] = /^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`)) ?? [];
            return Number(size ?? 0);
        });
        return kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
    }

    /** Ends it as Ctrl-C does. */
    async stop(): Promise<void> {
        if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
            process.kill(-this.child.pid, "SIGINT");
        }
        await this.ended;
    }

    private pids(): number[] {
        return processTree(this.child.pid ?? 0).map(({ pid }) => pid);
    }

    /** A moment later, since a process that has just ended counts only once its parent has asked how. */
    private async settledCpu(): Promise<number> {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return this.cpu();
    }

    private cpu(): number {
        return this.pids().reduce((sum, pid) => sum + sumCpu(readProc(`${pid}/stat`)), 0);
    }

    private async says(status: string, from = 0): Promise<Record<string, unknown>> {
        const deadline = performance.now() + maxMilliseconds;
        for (;;) {
            const found = this.documents.slice(from).find((document) => document.status === status);
            if (found !== undefined) {
                return found;
            }
            const over = this.child.exitCode !== null || this.child.signalCode !== null;
            if (over || performance.now() > deadline) {
                await this.stop();
                throw new Error(`npm start did not say "${status}":\n${this.errors}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
    }
}

/** Processor time of the processes that this one started, and that have ended. */
function endedChildrenCpu(): number {
    return parseStat(readProc("self/stat"))
        .slice(13, 15)
        .reduce((sum, ticks) => sum + ticks * tickMs, 0);
}

/** Processor time of a process, and of those it started that have ended. */
function sumCpu(stat: string): number {
    return parseStat(stat)
        .slice(11, 15)
        .reduce((sum, ticks) => sum + ticks * tickMs, 0);
}

/** Field 3 on: the name before it, which may hold anything, ends with the last parenthesis (proc(5)). */
function parseStat(stat: string): number[] {
    return (stat.split(") ").at(-1) ?? "").split(" ").map(Number);
}

/** Empty where there is no such process, or no /proc. */
function readProc(file: string): string {
    try {
        return readFileSync(`/proc/${file}`, "utf8");
    } catch {
        return "";
    }
}
