import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

import type { Observe } from "../../../observation";
import type { Account, Credentials } from "../../service";
import type { EnvironmentLog } from "./environment-log";
import { buildEnvironmentVariables } from "./environment-variables";
import type { Exit } from "./exit-error";
import type { FunctionDefinition } from "../functions/function-definition";
import { LogFrames } from "./log-frames";
import { LogLines } from "./log-lines";
import type { ProcessGuard } from "./process-guard";

/** The descriptor that the runtime client writes log frames to. */
const logDescriptor = 3;
const preloads = ["rapid-client.cjs", "package-paths.cjs"].map((file) => join(__dirname, file));

export interface FunctionProcessDeps {
    account: Account;
    guard: ProcessGuard;
    /** The main file of aws-lambda-ric. */
    runtimeClient: string;
    awsEndpoint: () => string;
    /** Variables that every function gets. @default none */
    functionEnvironment?: Readonly<Record<string, string>>;
    credentials: (roleArn: string, session: string) => Credentials;
    /** Where the code with a hash lies. */
    taskRoot: (codeHash: string) => string;
    observe?: Observe;
}

/** A process in which AWS's runtime client runs a function. */
export class FunctionProcess {
    /** Resolves when the process is gone and all that it wrote is in the log. Never rejects. */
    readonly ended: Promise<Exit>;

    private constructor(
        private readonly child: ChildProcess,
        guard: ProcessGuard,
    ) {
        const { pid } = child;
        if (pid !== undefined) {
            guard.add(pid);
        }
        this.ended = new Promise((resolve) => {
            child.once("error", (error) => resolve({ code: null, signal: null, message: error.message }));
            // What it started must not keep its pipes open.
            child.once("exit", () => this.kill());
            child.once("close", (code, signal) => {
                if (pid !== undefined) {
                    guard.remove(pid);
                }
                resolve({ code, signal });
            });
        });
    }

    /** Starts the process; it asks for its work at `runtimeApi` (`host:port`), and what it writes goes to `log`. */
    static start(
        deps: FunctionProcessDeps,
        definition: FunctionDefinition,
        runtimeApi: string,
        log: EnvironmentLog,
    ): FunctionProcess {
        const taskRoot = deps.taskRoot(definition.codeHash);
        const child = spawn(process.execPath, [...buildNodeFlags(definition.memoryMegabytes), deps.runtimeClient], {
            cwd: taskRoot,
            env: buildEnvironmentVariables(definition, {
                account: deps.account,
                credentials: deps.credentials(definition.roleArn, definition.functionName),
                awsEndpoint: deps.awsEndpoint(),
                shared: deps.functionEnvironment ?? {},
                runtimeApi,
                taskRoot,
                runtimeClient: deps.runtimeClient,
                logStream: log.stream,
                logDescriptor,
            }),
            stdio: ["ignore", "pipe", "pipe", "pipe"],
            // A group of its own, so that what the function starts ends with it.
            detached: true,
        });
        const write = (line: string) => {
            log.write(line);
            deps.observe?.({ type: "function line", functionName: definition.functionName, line });
        };
        const frames = new LogFrames(write);
        (child.stdio[logDescriptor] as Readable).on("data", (chunk: Buffer) => frames.push(chunk));
        for (const output of [child.stdout, child.stderr]) {
            const lines = new LogLines(write);
            output?.on("data", (chunk: Buffer) => lines.push(chunk)).on("end", () => lines.end());
        }
        return new FunctionProcess(child, deps.guard);
    }

    /** Ends the process and what it started, at once. */
    kill(): void {
        if (this.child.pid !== undefined) {
            try {
                process.kill(-this.child.pid, "SIGKILL");
            } catch {
                // Nobody is left in the group.
            }
        }
    }

    /**
     * How much memory of its own the process holds, in bytes; undefined where the system does not tell (only Linux
     * does). Pages of files, such as Node itself, are not counted: they can be dropped at any time.
     */
    ownMemory(): number | undefined {
        try {
            // Not a file on a disk: the system makes it up at once, and a thread's turn would take longer.
            const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
            const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
            return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
        } catch {
            return undefined;
        }
    }
}

/** The shares of memory are those of Lambda's own bootstrap (/var/runtime/bootstrap in AWS's Node.js images). */
function buildNodeFlags(memoryMegabytes: number): string[] {
    const newSpace = Math.floor(memoryMegabytes / 10);
    return [
        `--max-semi-space-size=${Math.max(1, Math.floor(newSpace / 2))}`,
        `--max-old-space-size=${memoryMegabytes - newSpace}`,
        ...preloads.flatMap((file) => ["--require", file]),
    ];
}
