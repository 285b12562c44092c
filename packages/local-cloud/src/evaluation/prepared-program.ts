import * as pulumi from "@pulumi/pulumi";

import { invokeFunction } from "../resources/functions";
import type { Place, Properties } from "../resources/resource-type";
import { DeclaredResources } from "./declared-resources";
import type { EvaluationRequest, ProgramSettings, ResourceGraph } from "./messages";
import { PackageFiles } from "./package-files";
import { plain } from "./plain";

interface Evaluation {
    declared: DeclaredResources;
    place: Place;
}

/** A program, with all done for its evaluation that can be done without loading it. */
export class PreparedProgram {
    private readonly packages: PackageFiles;
    private begin!: (evaluation: Evaluation) => void;
    /** What a package may ask Pulumi for while it is loaded is answered then. */
    private readonly begun = new Promise<Evaluation>((resolve) => (this.begin = resolve));
    private declared: DeclaredResources | undefined;
    private readonly failures: unknown[] = [];

    private constructor(private readonly settings: ProgramSettings) {
        this.packages = new PackageFiles(settings.main);
    }

    /** Sets Pulumi's mocks, which give each resource the outputs that it has here, and loads packages. */
    static async prepare(settings: ProgramSettings): Promise<PreparedProgram> {
        const program = new PreparedProgram(settings);
        // Before any package, which may read them while it is loaded.
        pulumi.runtime.setAllConfig(settings.config, settings.secretKeys);
        await program.setMocks();
        program.packages.load();
        if (program.packages.serializes) {
            // Pulumi looks at every loaded file for the first function that it turns into text.
            await pulumi.runtime.serializeFunction(() => undefined);
        }
        return program;
    }

    /** The types that the local cloud does not know, as far as the evaluation came. */
    get unknownTypes(): string[] {
        return [...new Set(this.declared?.ignored.map(({ type }) => type))];
    }

    /** Runs the program. Once: its modules stay loaded. */
    async evaluate(request: EvaluationRequest): Promise<ResourceGraph> {
        const declared = (this.declared = new DeclaredResources({ ...this.settings, ...request }));
        this.begin({ declared, place: request.place });
        this.packages.record();
        const outputs = await pulumi.runtime.runInPulumiStack(() => {
            pulumi.runtime.registerStackTransformation((args) => declared.note(args));
            // oxlint-disable-next-line typescript/no-require-imports -- as Pulumi's own language host loads a program
            return Promise.resolve(require(this.settings.main) as object);
        });
        await pulumi.runtime.disconnect();
        // Node tells of a rejection that nobody handles a turn later: a resource whose input failed would be left out unheard.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.failures.length > 0) {
            throw this.failures[0];
        }
        const { resources, ignored } = declared;
        return { resources, ignored, outputs: (await plain(outputs ?? {})) as Properties };
    }

    /** Keeps for the next process what this one has learnt. */
    keep(): void {
        this.packages.keep();
    }

    private async setMocks(): Promise<void> {
        const { project, stack } = this.settings;
        await pulumi.runtime.setMocks(
            {
                newResource: (args) => this.heard(this.begun.then(({ declared }) => declared.add(args))),
                call: ({ token, inputs }) =>
                    this.heard(this.begun.then(({ place }) => invokeFunction(token, inputs as Properties, place))),
            },
            project,
            stack,
            false,
        );
    }

    /** A resource that nothing awaits would fail unheard. */
    private heard<T>(work: Promise<T>): Promise<T> {
        work.catch((error: unknown) => this.failures.push(error));
        return work;
    }
}
