import path from "node:path";

import type { Cloud } from "../cloud";
import { type EvaluatedProgram, ProgramError, ProgramEvaluator } from "../program";
import type { Project } from "../project";
import { type Changes, ResourceFailure } from "../reconcile";
import { SourceWatch } from "../source-watch";
import { typeErrors } from "../type-check";
import { CommandError } from "./command-error";

export interface LiveProgramDeps {
    cloud: Cloud;
    /** Ended with this. @default a new one */
    evaluator?: ProgramEvaluator;
    /** Read anew for each evaluation, since its settings may have been saved too. */
    readProject: () => Project;
    /** Where TypeScript keeps what makes checks shorter; undefined keeps nothing. */
    buildInfo: string | undefined;
    /** Ends what is under way. */
    signal: AbortSignal;
    /** Whether resources of types that the local cloud does not know are refused, instead of ignored. */
    strict?: boolean;
    report: (news: ProgramNews) => void;
    /** After how long an evaluation is long, in milliseconds: most take 2 to 4 seconds. @default 10 seconds */
    longMs?: number;
    /**
     * After how long the process of the next evaluation is started, in milliseconds: what ends sooner needs none, and nobody
     * saves twice in two seconds, in which a start's first events come, too. @default 2 seconds
     */
    prepareAfterMs?: number;
}

/** What became of a saved change, or what else there is to know of the program. */
export type ProgramNews =
    | { changes: Changes; milliseconds: number }
    | { problem: string }
    /** As TypeScript prints them, of a program that runs. */
    | { typeErrors: string }
    | { evaluatingSeconds: number }
    /** Resources of one type that the local cloud does not know; each type once. */
    | { unknownType: string; ignored: string[] };

/** The program as it was last saved: brought up, and brought up again after each save. */
export class LiveProgram {
    private readonly watch = new SourceWatch(() => this.reload());
    private readonly evaluator: ProgramEvaluator;
    private last: EvaluatedProgram | undefined;
    /** By their names in the cloud: asked for with each line that a function logs. */
    private functionNames: ReadonlyMap<string, string> = new Map();
    private working: Promise<void> = Promise.resolve();
    private superseded: AbortController | undefined;
    private preparing: NodeJS.Timeout | undefined;
    private checked: Promise<void> = Promise.resolve();
    private outdated: AbortController | undefined;
    /** Ignored types that were reported. */
    private readonly reportedTypes = new Set<string>();

    constructor(private readonly deps: LiveProgramDeps) {
        this.evaluator = deps.evaluator ?? new ProgramEvaluator();
    }

    /**
     * Evaluates the program and brings the cloud to it; from then on, after each save.
     *
     * @throws CommandError that says why it cannot be
     */
    async start(): Promise<Changes> {
        const { folder, stack } = this.deps.readProject();
        this.watch.add(["Pulumi.yaml", `Pulumi.${stack}.yaml`].map((file) => path.join(folder, file)));
        return this.bringUp(this.deps.signal);
    }

    /** A function's name in the program that runs, by its name in the cloud. */
    functionName(name: string): string {
        return this.functionNames.get(name) ?? name;
    }

    /** Watches no more, and waits for what is under way. */
    async stop(): Promise<void> {
        this.watch.close();
        this.superseded?.abort();
        await this.working;
        clearTimeout(this.preparing);
        this.evaluator.stop();
        this.outdated?.abort();
        await this.checked;
    }

    private async bringUp(signal: AbortSignal): Promise<Changes> {
        const { cloud } = this.deps;
        clearTimeout(this.preparing);
        const project = this.deps.readProject();
        try {
            const program = await this.evaluate(project, signal);
            const changes = await cloud.apply(program);
            this.last = program;
            this.functionNames = new Map(
                program.resources
                    .filter(({ type }) => type === "aws:lambda/function:Function")
                    .map(({ name, inputs }) => [String(inputs.name), name]),
            );
            this.reportIgnored(program);
            this.checkTypes(project, program);
            return changes;
        } catch (error) {
            throw await this.explain(error);
        } finally {
            this.prepareNext(project, signal);
        }
    }

    private prepareNext(project: Project, signal: AbortSignal): void {
        if (!signal.aborted && this.last !== undefined) {
            this.preparing = setTimeout(() => this.evaluator.prepare(project), this.deps.prepareAfterMs ?? 2000);
        }
    }

    private async evaluate(project: Project, signal: AbortSignal): Promise<EvaluatedProgram> {
        // What a program that fails writes itself must not bring it up again.
        this.watch.anySource = false;
        const { report, longMs = 10_000 } = this.deps;
        const long = setTimeout(() => report({ evaluatingSeconds: longMs / 1000 }), longMs);
        try {
            const { cloud, strict } = this.deps;
            const program = await this.evaluator.evaluate(project, cloud.place, { signal, strict });
            this.watch.add(program.sources);
            return program;
        } finally {
            clearTimeout(long);
        }
    }

    private reportIgnored({ ignored = [] }: EvaluatedProgram): void {
        for (const unknownType of new Set(ignored.map(({ type }) => type))) {
            if (!this.reportedTypes.has(unknownType)) {
                const names = ignored.filter(({ type }) => type === unknownType).map(({ name }) => name);
                this.deps.report({ unknownType, ignored: names });
                this.reportedTypes.add(unknownType);
            }
        }
    }

    /** In the background: a program takes effect whether its types are right or not. */
    private checkTypes({ folder }: Project, { sources }: EvaluatedProgram): void {
        const { signal } = (this.outdated = new AbortController());
        const { buildInfo, report } = this.deps;
        this.checked = typeErrors({ folder, sources, buildInfo }, signal).then((errors) => {
            if (errors !== "" && !signal.aborted) {
                report({ typeErrors: errors });
            }
        });
    }

    private async explain(error: unknown): Promise<unknown> {
        if (error instanceof ProgramError) {
            // The fault may lie in a file that was not there before.
            this.watch.add(error.sources);
            this.watch.anySource = true;
            return new CommandError(`the program does not evaluate:\n${error.message}`);
        }
        if (error instanceof ResourceFailure) {
            // Those before it are applied: back to what ran.
            if (this.last !== undefined) {
                await this.deps.cloud.apply(this.last);
            }
            return new CommandError(`the local cloud refuses what the program declares: ${error.message}`);
        }
        return error;
    }

    private reload(): void {
        this.superseded?.abort();
        this.outdated?.abort();
        const superseded = (this.superseded = new AbortController());
        const signal = AbortSignal.any([this.deps.signal, superseded.signal]);
        this.working = this.working.then(async () => {
            if (signal.aborted) {
                return;
            }
            const begun = Date.now();
            try {
                const changes = await this.bringUp(signal);
                this.deps.report({ changes, milliseconds: Date.now() - begun });
            } catch (error) {
                if (!signal.aborted) {
                    this.deps.report({ problem: error instanceof Error ? error.message : String(error) });
                }
            }
        });
    }
}
