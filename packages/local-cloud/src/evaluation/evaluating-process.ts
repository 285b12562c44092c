import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { Project } from "../project";
import type { EvaluationAnswer, EvaluationRequest, ProgramSettings } from "./messages";

/** A process for one evaluation of a program. It begins at once to load what the program will ask for. */
export class EvaluatingProcess {
    private readonly child: ChildProcess;
    private readonly ended: Promise<string>;

    constructor(private readonly project: Project) {
        this.child = fork(path.join(__dirname, "evaluate.ts"), {
            cwd: project.folder,
            execArgv: ["-r", path.join(__dirname, "register.cjs")],
            // What a program prints is not the result of the command that evaluates it.
            stdio: ["ignore", process.stderr.fd, "inherit", "ipc"],
            serialization: "advanced",
        });
        this.ended = new Promise((resolve) => {
            this.child.once("exit", (code, signal) =>
                resolve(`the program ended without an answer (${signal ?? `exit code ${code}`})`),
            );
            this.child.on("error", ({ message }) => resolve(`the program's process failed: ${message}`));
        });
        const { name, stack, main, config, secretKeys } = project;
        this.send({ project: name, stack, main, config, secretKeys } satisfies ProgramSettings);
    }

    /** Whether it can evaluate the program with these settings. */
    serves(project: Project): boolean {
        return this.child.connected && isDeepStrictEqual(this.project, project);
    }

    /**
     * To be called once.
     *
     * @param signal ends the process
     * @throws Error when it ends without an answer
     */
    async evaluate(request: EvaluationRequest, signal?: AbortSignal): Promise<EvaluationAnswer> {
        const end = () => this.end();
        signal?.addEventListener("abort", end);
        try {
            return await new Promise((resolve, reject) => {
                this.child.once("message", resolve);
                void this.ended.then((why) => reject(new Error(why)));
                this.send(request);
                if (signal?.aborted === true) {
                    end();
                }
            });
        } finally {
            signal?.removeEventListener("abort", end);
        }
    }

    end(): void {
        this.child.kill();
    }

    private send(message: ProgramSettings | EvaluationRequest): void {
        // Where it has ended, that is told by its end.
        this.child.send(message, () => undefined);
    }
}
