import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import type { EvaluationRequest, ProgramSettings, ResourceGraph } from "../evaluation/messages";
import { evaluateProgram } from "../program";
import type { Project } from "../project";
import type { Place } from "../resources/resource-type";

/** After how long a process that nobody asks is ended, in milliseconds: it takes 260 to 440 MB. */
const maxIdleMs = 60_000;

/**
 * Evaluates the programs of one folder as `evaluateProgram` does, one after another in one process: most of an evaluation's
 * time goes into loading packages, which is done once then. For tests, which evaluate a program with many settings.
 */
export class ReusingEvaluator {
    private child: ChildProcess | undefined;
    private working: Promise<unknown> = Promise.resolve();
    private idle: NodeJS.Timeout | undefined;

    /** @param folder the programs', which their processes run in */
    constructor(private readonly folder: string) {}

    /** @throws ProgramError as `evaluateProgram`, which then has evaluated the program in a process of its own */
    evaluate(project: Project, place: Place): Promise<ResourceGraph> {
        const evaluation = this.working.then(() => this.evaluateNext(project, place));
        this.working = evaluation.catch(() => undefined);
        return evaluation;
    }

    /** Ends the process; the next evaluation starts another. */
    stop(): void {
        clearTimeout(this.idle);
        this.child?.kill();
        this.child = undefined;
    }

    private async evaluateNext(project: Project, place: Place): Promise<ResourceGraph> {
        clearTimeout(this.idle);
        const graph = await this.ask((this.child ??= this.start()), project, place);
        if (graph !== undefined) {
            this.idle = setTimeout(() => this.stop(), maxIdleMs).unref();
            return graph;
        }
        this.stop();
        const { resources, ignored, outputs } = await evaluateProgram(project, place);
        return { resources, ignored, outputs };
    }

    private start(): ChildProcess {
        return fork(path.join(__dirname, "evaluate-in-turn.ts"), {
            cwd: this.folder,
            execArgv: ["-r", path.join(__dirname, "../evaluation/register.cjs")],
            stdio: ["ignore", process.stderr.fd, "inherit", "ipc"],
            serialization: "advanced",
        });
    }

    /** Undefined where the process ends instead. */
    private async ask(child: ChildProcess, project: Project, place: Place): Promise<ResourceGraph | undefined> {
        const { name, stack, main, config, secretKeys } = project;
        const settings: ProgramSettings = { project: name, stack, main, config, secretKeys };
        const request: EvaluationRequest = { place, strict: false, isAhead: false };
        const told = new AbortController();
        const { signal } = told;
        // Only while it works does it keep whoever asks from ending.
        child.ref();
        child.channel?.ref();
        child.send([settings, request], () => undefined);
        try {
            return await Promise.race([
                once(child, "message", { signal }).then(([graph]) => graph as ResourceGraph),
                once(child, "exit", { signal }).then(() => undefined),
            ]);
        } catch {
            // It could not be started.
            return undefined;
        } finally {
            told.abort();
            child.unref();
            child.channel?.unref();
        }
    }
}
