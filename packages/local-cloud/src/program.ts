import { fork } from "node:child_process";
import path from "node:path";

import type { EvaluationAnswer, EvaluationRequest, ResourceGraph } from "./evaluation/messages";
import type { Project } from "./project";
import type { Place } from "./resources/resource-type";

/** A program that did not evaluate; the message says why, as the program or Pulumi put it. */
export class ProgramError extends Error {
    /** @param sources the files that the program was loaded from, as far as it came */
    constructor(
        message: string,
        readonly sources: readonly string[] = [],
    ) {
        super(message);
    }
}

/** A program's resources and outputs, and the files that it was loaded from. */
export interface EvaluatedProgram extends ResourceGraph {
    sources: readonly string[];
}

export interface EvaluationOptions {
    /** Ends the process. */
    signal?: AbortSignal;
    /** Whether resources of unknown types are refused, instead of passed over. @default false */
    strict?: boolean;
}

/**
 * Evaluates the project's program, as it is, under Pulumi's runtime mocks, in a process of its own.
 *
 * @throws ProgramError when the program does not load, fails, or needs what the local cloud does not know
 */
export function evaluateProgram(
    project: Project,
    place: Place,
    { signal, strict = false }: EvaluationOptions = {},
): Promise<EvaluatedProgram> {
    return new Promise((resolve, reject) => {
        const child = fork(path.join(__dirname, "evaluation", "evaluate.ts"), {
            cwd: project.folder,
            execArgv: ["-r", path.join(__dirname, "evaluation", "register.cjs")],
            // What a program prints is not the result of the command that evaluates it.
            stdio: ["ignore", process.stderr.fd, "inherit", "ipc"],
            serialization: "advanced",
            signal,
        });
        child.once("message", (answer: EvaluationAnswer) => {
            if ("graph" in answer) {
                resolve({ ...answer.graph, sources: answer.sources });
            } else {
                reject(new ProgramError(answer.error, answer.sources));
            }
        });
        child.once("error", (error) => reject(new ProgramError(`the program's process failed: ${error.message}`)));
        child.once("exit", (code, killed) =>
            reject(new ProgramError(`the program ended without an answer (${killed ?? `exit code ${code}`})`)),
        );
        const { name, stack, main, config, secretKeys } = project;
        child.send({ project: name, stack, main, config, secretKeys, place, strict } satisfies EvaluationRequest);
    });
}
