import type { IgnoredResource } from "../resources/ignored-resource";
import type { Place, Properties, Resource } from "../resources/resource-type";

/** What the evaluating process, whose working directory is the program's folder, is told first. */
export interface ProgramSettings {
    project: string;
    stack: string;
    /** The program's entry, absolute. */
    main: string;
    config: Record<string, string>;
    secretKeys: string[];
}

/** What it is asked to do then. */
export interface EvaluationRequest {
    place: Place;
    /** Whether a resource of a type that the local cloud does not know ends the evaluation. */
    strict: boolean;
    /** Whether it may have waited so long that what it has loaded has changed. */
    isAhead: boolean;
}

/** A program's resources, in the order of their registration, and its stack outputs. */
export interface ResourceGraph {
    resources: Resource[];
    /** Those of types that the local cloud does not know. @default none */
    ignored?: readonly IgnoredResource[];
    outputs: Properties;
}

/**
 * What it answers, with the files that the program was loaded from, packages apart; or that a file that it has loaded ahead
 * has changed, so that another process is to be asked.
 */
export type EvaluationAnswer =
    | (({ graph: ResourceGraph } | { error: string }) & { sources: string[] })
    | { outdated: true };

/** What the process that checks types is asked to do. Its answer is the errors' text. */
export interface TypeCheckRequest {
    /** The program's folder, with its tsconfig.json. */
    folder: string;
    /** The files that the program loads, absolute. */
    sources: readonly string[];
    /** Where TypeScript keeps what makes the next check shorter; undefined keeps nothing. */
    buildInfo: string | undefined;
}
