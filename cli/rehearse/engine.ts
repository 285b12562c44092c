import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { StepFailure } from "./step-failure";
import type { EngineAnswer, EngineRequest, EngineResult, EngineSetup, Operation } from "./engine-messages";

export interface EngineDeps extends EngineSetup {
    /** The program's folder. */
    programFolder: string;
    /** The folders that the Pulumi CLI and its plugins are in. */
    executables: readonly string[];
}

/** Pulumi's engine on one program and one throwaway stack. */
export class Engine {
    private closing = false;

    private constructor(private readonly child: ChildProcess) {}

    /** @throws StepFailure when the CLI does not run */
    static async open({ programFolder, executables, ...setup }: EngineDeps): Promise<Engine> {
        const child = fork(path.join(__dirname, "engine-worker.ts"), {
            cwd: programFolder,
            env: {
                ...withoutPersonalSettings(process.env),
                PATH: [...executables, process.env.PATH].join(path.delimiter),
            },
            // What Pulumi's own language host uses; others break closure serialization.
            execArgv: ["-r", require.resolve("ts-node/register/transpile-only")],
            stdio: ["ignore", "ignore", "pipe", "ipc"],
            serialization: "advanced",
            // A process group of its own, to be ended with the CLI in it.
            detached: true,
        });
        const engine = new Engine(child);
        try {
            await engine.ask({ setup });
        } catch (error) {
            await engine.close();
            throw error;
        }
        return engine;
    }

    /**
     * Runs an operation. A failure of the engine is a result, too.
     * @throws StepFailure when the program ends its process
     */
    async run(operation: Operation, config: Record<string, { value: string; secret: boolean }>): Promise<EngineResult> {
        const answer = await this.ask({ operation, config });
        if ("result" in answer) {
            return answer.result;
        }
        throw new Error(`the engine did not answer ${operation}`);
    }

    /** Ends the program's process, and a CLI that still runs. All that they were at is thrown away. */
    async close(): Promise<void> {
        const { child } = this;
        this.closing = true;
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
            return;
        }
        const ended = once(child, "exit");
        try {
            process.kill(-child.pid, "SIGKILL");
        } catch {
            // Where there are no process groups.
            child.kill();
        }
        await ended;
    }

    private ask(request: EngineRequest): Promise<EngineAnswer> {
        const { child } = this;
        return new Promise((resolve, reject) => {
            let said = "";
            const listen = (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000));
            const exited = (code: number | null) => {
                if (this.closing) {
                    return;
                }
                reject(new StepFailure(`the program's process ended with exit code ${code}`, [said.trim()]));
            };
            child.stderr?.on("data", listen);
            child.once("exit", exited);
            child.once("message", (answer: EngineAnswer) => {
                child.stderr?.off("data", listen);
                child.off("exit", exited);
                resolve(answer);
            });
            child.send(request);
        });
    }
}

/** A rehearsal has its own Pulumi home and backend, and no AWS account: whatever points at the person's is left out. */
function withoutPersonalSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(PULUMI|AWS)_/.test(name)));
}
