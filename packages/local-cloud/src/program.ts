import { EvaluatingProcess } from "./evaluation/evaluating-process";
import type { EvaluationRequest, ResourceGraph } from "./evaluation/messages";
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
    /** Whether resources of unknown types are refused, instead of ignored. @default false */
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
    return evaluateIn(new EvaluatingProcess(project), { place, strict, isAhead: false }, signal);
}

/** After how long a process that waits is ended, in milliseconds: it takes about 160 MB. */
const maxWaitMs = 600_000;

/** Evaluates a program again and again: each time in a new process, which has loaded the program's packages ahead. */
export class ProgramEvaluator {
    private ahead: EvaluatingProcess | undefined;
    private tired: NodeJS.Timeout | undefined;

    /** Starts the process of the next evaluation, unless it waits already. */
    prepare(project: Project): void {
        if (this.ahead?.serves(project) !== true) {
            this.stop();
            this.ahead = new EvaluatingProcess(project);
            this.tired = setTimeout(() => this.stop(), maxWaitMs).unref();
        }
    }

    /**
     * As `evaluateProgram`, in the process that waits for it. Where there is none, or the settings or a package have
     * changed since it was prepared, in a new one.
     *
     * @throws ProgramError as `evaluateProgram`
     */
    async evaluate(project: Project, place: Place, options: EvaluationOptions = {}): Promise<EvaluatedProgram> {
        const { signal, strict = false } = options;
        if (this.ahead?.serves(project) !== true) {
            this.stop();
            return evaluateProgram(project, place, options);
        }
        clearTimeout(this.tired);
        const ahead = this.ahead;
        this.ahead = undefined;
        try {
            return await evaluateIn(ahead, { place, strict, isAhead: true }, signal);
        } catch (error) {
            if (error instanceof OutdatedError) {
                return evaluateProgram(project, place, options);
            }
            throw error;
        }
    }

    /** Ends the process that waits. */
    stop(): void {
        clearTimeout(this.tired);
        this.ahead?.end();
        this.ahead = undefined;
    }
}

/** What a process has loaded ahead has changed since. */
class OutdatedError extends Error {}

async function evaluateIn(
    process: EvaluatingProcess,
    request: EvaluationRequest,
    signal: AbortSignal | undefined,
): Promise<EvaluatedProgram> {
    const answer = await process.evaluate(request, signal).catch((error: Error) => {
        throw new ProgramError(error.message);
    });
    if ("outdated" in answer) {
        throw new OutdatedError();
    }
    if ("error" in answer) {
        throw new ProgramError(answer.error, answer.sources);
    }
    return { ...answer.graph, sources: answer.sources };
}
