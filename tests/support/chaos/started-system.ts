import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

import type { WebhookOutputs } from "../../../cli/deployment";
import { liveMegabytes } from "./live-memory";
import { type ProcessId, processTree, running } from "./process-tree";

const root = path.resolve(__dirname, "../../..");
/** Longer than any start takes, on a machine that has much else to do. */
const maxStartMs = 120_000;

/** What `npm start -- --json` says when it is ready. */
interface Ready {
    awsEndpoint: string;
    signingSecret: string;
    outputs: WebhookOutputs;
}

/** The whole system as `npm start` runs it, in a process group of its own. */
export class StartedSystem {
    private constructor(
        private readonly child: ChildProcess,
        private readonly ended: Promise<void>,
        readonly ready: Ready,
        /** From the start of the process until it said that it is ready. */
        readonly startMs: number,
    ) {}

    /**
     * Starts it on free ports and waits until it is ready.
     *
     * @param folder where it keeps everything
     * @param args further options of `npm start`
     * @throws Error with what it printed, when it ends instead
     */
    static async start(folder: string, args: readonly string[] = []): Promise<StartedSystem> {
        const began = performance.now();
        const options = [
            "--port",
            "0",
            "--aws-port",
            "0",
            "--stripe-port",
            "0",
            "--no-console",
            "--json",
            "--data",
            folder,
            ...args,
        ];
        const preloads = ["local-cloud/typescript.cjs", "./tests/support/chaos/live-memory-preload.ts"].flatMap(
            (module) => ["--require", module],
        );
        const child = spawn(process.execPath, [...preloads, "cli/run.cjs", "start", ...options], {
            cwd: root,
            // Not what is measured: the check of the program's types, which is Pulumi's and is off by this.
            env: { ...process.env, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
            detached: true,
            stdio: ["ignore", "pipe", "pipe", "ipc"],
        });
        let output = "";
        let errors = "";
        child.stderr?.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-10_000)));
        const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
        const ready = await new Promise<Ready>((resolve, reject) => {
            const fail = (why: string) => reject(new Error(`npm start ${why}:\n${errors}`));
            const late = setTimeout(() => {
                signalGroup(child, "SIGKILL");
                fail(`was not ready in ${maxStartMs / 1000} s`);
            }, maxStartMs);
            const read = (chunk: Buffer) => {
                output += chunk.toString();
                const [first, ...more] = output.split("\n");
                if (first !== undefined && more.length > 0) {
                    clearTimeout(late);
                    // What comes after that it is ready is not for here.
                    child.stdout?.off("data", read).resume();
                    resolve(JSON.parse(first) as Ready);
                }
            };
            child.stdout?.on("data", read);
            void ended.then(() => {
                clearTimeout(late);
                fail(`ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
            });
        });
        return new StartedSystem(child, ended, ready, performance.now() - began);
    }

    get pid(): number {
        return this.child.pid ?? 0;
    }

    /** Settings for clients of AWS's SDK. */
    get aws() {
        // arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME
        const region = this.ready.outputs.signingSecretArn.split(":")[3] ?? "";
        const credentials = { accessKeyId: "local", secretAccessKey: "local" };
        return { region, endpoint: this.ready.awsEndpoint, credentials };
    }

    /** What the local cloud's own process holds once all garbage is collected, in megabytes. */
    liveMegabytes(): Promise<number> {
        return liveMegabytes(this.child);
    }

    /**
     * Ends the whole group at once, as a power cut would.
     *
     * @returns the processes that there were: no one is to survive it for long
     */
    async kill(): Promise<ProcessId[]> {
        // Stopped first, so that it starts no process between the look at its children and its end.
        this.child.kill("SIGSTOP");
        const tree = processTree(this.pid);
        signalGroup(this.child, "SIGKILL");
        await this.ended;
        return tree;
    }

    /** Ends it as Ctrl-C does; resolves with the processes that there were. */
    async stop(): Promise<ProcessId[]> {
        const tree = processTree(this.pid);
        this.child.kill("SIGINT");
        await this.ended;
        return tree;
    }
}

/** Those of `processes` that still run after `milliseconds`; returns as soon as there are none. */
export async function leftAfter(processes: readonly ProcessId[], milliseconds: number): Promise<ProcessId[]> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
        const left = running(processes);
        if (left.length === 0 || performance.now() > deadline) {
            return left;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, signal);
    }
}
