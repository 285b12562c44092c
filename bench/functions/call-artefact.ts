import { fork } from "node:child_process";
import path from "node:path";

import type { Artefact } from "./artefacts";

/** Milliseconds. */
export interface Time {
    cpuMs: number;
    wallMs: number;
}

/** What one process of a function took. */
export interface Sample {
    /** Until the artefact is loaded, Node's own start apart. */
    load: Time;
    first: Time;
    /** All the calls after the warm-up together; undefined when there were none. */
    warm?: Time;
}

export interface CallOptions {
    awsUrl: string;
    /** A JSON file with the list of requests. */
    requestsFile: string;
    /** Calls after the first that are not measured. */
    warmUp: number;
    /** Calls after those, measured together. */
    calls: number;
    /** Further arguments of Node, such as `--cpu-prof`. */
    nodeFlags?: readonly string[];
}

const maxErrorLength = 4_000;

/** Calls a function in a process of its own, one call after the other. */
export function callArtefact(artefact: Artefact, options: CallOptions): Promise<Sample> {
    const { awsUrl, requestsFile, warmUp, calls, nodeFlags = [] } = options;
    const newSpace = Math.floor(artefact.memoryMegabytes / 10);
    const child = fork(path.join(__dirname, "caller.cjs"), {
        // The shares of memory are those of Lambda's own bootstrap.
        execArgv: [
            `--max-semi-space-size=${Math.floor(newSpace / 2)}`,
            `--max-old-space-size=${artefact.memoryMegabytes - newSpace}`,
            ...nodeFlags,
        ],
        env: environment(artefact, awsUrl),
        stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    // What it writes is read, as Lambda does, and dropped, but for the end of what may say why it failed.
    child.stdout?.resume();
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-maxErrorLength)));
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("message", (sample) => resolve(sample as Sample));
        child.once("exit", (code) => reject(new Error(`the function ${artefact.name} ended with ${code}: ${errors}`)));
        child.send({ artefact: artefact.file, requestsFile, warmUp, calls });
    });
}

function environment({ name, environment }: Artefact, awsUrl: string): Record<string, string> {
    return {
        PATH: process.env.PATH ?? "",
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        ...environment,
        // Requests are signed once, before all measurements.
        TOLERANCE_SECONDS: "86400",
        AWS_ENDPOINT_URL: awsUrl,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "ASIABENCHBENCHBENCH0",
        AWS_SECRET_ACCESS_KEY: "bench+bench/bench+bench/bench+bench/bench",
        // As long as a role's.
        AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2Vj".repeat(40),
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_FORMAT: "Text",
        _HANDLER: "index.handler",
    };
}
