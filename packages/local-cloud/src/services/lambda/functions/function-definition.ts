/** A function as a program declares it. */
export interface FunctionSpec {
    functionName: string;
    description?: string;
    /** `nodejs24.x`; Node.js runtimes alone run locally. */
    runtime: string;
    architectures: readonly string[];
    /** `index.handler`: the module's path in the code, then the export's name. */
    handler: string;
    timeoutSeconds: number;
    memoryMegabytes: number;
    environment: Readonly<Record<string, string>>;
    roleArn: string;
    logGroup: string;
    /** @default "Text" */
    logFormat?: "Text" | "JSON";
    /** In JSON format: the lowest level that is written. */
    applicationLogLevel?: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";
    /** How many invocations may run at once. Left out: what the account has and nobody reserved. */
    reservedConcurrency?: number;
    tracing: "Active" | "PassThrough";
    tags?: Readonly<Record<string, string>>;
    /** The files of the deployment package by their path. */
    code: ReadonlyMap<string, Buffer>;
}

/** A function as the store holds it: its code lies in a folder of its own. */
export interface FunctionDefinition extends Omit<FunctionSpec, "code"> {
    /** SHA-256 of the files, in hexadecimal: the name of the folder. */
    codeHash: string;
    codeBytes: number;
    /** The instant of the last change, ISO 8601. */
    lastModified: string;
    /** Changes with each change. */
    revisionId: string;
}

/** What lets others invoke a function. */
export interface Permission {
    /** `lambda:InvokeFunction` */
    action: string;
    /** A service (`events.amazonaws.com`), an account, the ARN of a principal, or `*`. */
    principal: string;
    /** Pattern of the ARN of what invokes, with `*` and `?`. */
    sourceArn?: string;
    sourceAccount?: string;
}

/** How asynchronous invocations of a function are treated. */
export interface EventInvokeConfig {
    /** After function errors: 0 to 2. @default 2 */
    maximumRetryAttempts?: number;
    /** 60 to 21,600. @default 21600 */
    maximumEventAgeSeconds?: number;
    /** A queue's. */
    onFailureArn?: string;
}
