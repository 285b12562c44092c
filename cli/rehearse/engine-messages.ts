import type { OpType } from "@pulumi/pulumi/automation";

/** What the engine is asked to do. */
export type Operation = "preview" | "up" | "refresh" | "preview destroy" | "destroy";

/** Where the program and its throwaway stack are. */
export interface EngineSetup {
    /** Pulumi's project name, and the stack's. */
    project: string;
    stack: string;
    /** The program's entry, absolute. Its process runs in the program's folder. */
    main: string;
    /** The folder with the throwaway project file and settings. */
    workFolder: string;
    /** Environment for the CLI: the throwaway home and backend, and the provider's port. */
    environment: Record<string, string>;
}

export type EngineRequest =
    | { setup: EngineSetup }
    | { operation: Operation; config: Record<string, { value: string; secret: boolean }> };

/** A step of the engine's on a resource. */
export interface EngineStep {
    op: OpType;
    urn: string;
    /** Input properties that differ. */
    properties: string[];
    /** The id of a resource that is deleted from the state alone (`retainOnDelete`). */
    retained?: string;
}

/** What came of an operation. */
export interface EngineResult {
    /** Without the steps that change nothing. */
    steps: EngineStep[];
    /** How many resources stay as they are. */
    same: number;
    /** The stack's outputs, secrets among them in plain text; after `up` alone. */
    outputs: Record<string, unknown>;
    /** The engine's errors in its own words, each with the resource that it is about, if one. */
    errors: { urn?: string; message: string }[];
    failed: boolean;
    /** From its start to its end. */
    milliseconds: number;
}

export type EngineAnswer = { ready: true } | { result: EngineResult };
