import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import path from "node:path";

import { EngineLog } from "./engine-log";
import type { EngineAnswer, EngineRequest, EngineResult, EngineSetup, Operation } from "./engine-messages";

// The body of the process that is the program's language host: the program runs in it, in its own folder, whenever the
// engine asks. A process of its own, so that a program's failure cannot take the local cloud with it.

let stack: Promise<Stack> | undefined;

process.on("message", (request: EngineRequest) => {
    void handle(request).then((answer) => process.send?.(answer));
});

// The parent has gone: nobody waits for the answer.
process.once("disconnect", () => process.exit());

async function handle(request: EngineRequest): Promise<EngineAnswer> {
    if ("setup" in request) {
        stack = open(request.setup);
        await stack;
        return { ready: true };
    }
    if (stack === undefined) {
        throw new Error("the engine has no stack yet");
    }
    return { result: await run(await stack, request.operation, request.config) };
}

async function open({ project, stack: stackName, main, ...place }: EngineSetup): Promise<Stack> {
    return LocalWorkspace.createOrSelectStack(
        { projectName: project, stackName, program: () => Promise.resolve(load(main)) },
        { workDir: place.workFolder, envVars: place.environment },
    );
}

/** The program, run anew: what is loaded of it is forgotten first. Packages stay, as they hold no state of a program. */
function load(main: string): Record<string, unknown> {
    for (const file of Object.keys(require.cache)) {
        if (!file.includes(`${path.sep}node_modules${path.sep}`) && !file.startsWith(__dirname)) {
            delete require.cache[file];
        }
    }
    // oxlint-disable-next-line typescript/no-require-imports -- as Pulumi's own language host loads a program
    return { ...(require(main) as Record<string, unknown>) };
}

/** How long the engine has to end by itself after the program has failed. */
const graceMilliseconds = 3_000;

const operations: Record<
    Operation,
    (stack: Stack, options: { onEvent: (event: EngineEvent) => void; signal: AbortSignal }) => Promise<unknown>
> = {
    preview: (stack, options) => stack.preview(options),
    up: (stack, options) => stack.up(options),
    refresh: (stack, options) => stack.refresh(options),
    "preview destroy": (stack, options) => stack.previewDestroy(options),
    destroy: (stack, options) => stack.destroy(options),
};

async function run(
    open: Stack,
    operation: Operation,
    config: Record<string, { value: string; secret: boolean }>,
): Promise<EngineResult> {
    const log = new EngineLog(operation);
    const onEvent = (event: EngineEvent) => log.add(event);
    const start = performance.now();
    // What waits for a resource whose input failed waits for ever, and the engine with it: Pulumi's own language host
    // ends its process then. What the engine has not said by the end of the grace, it will not say.
    const stuck = new AbortController();
    const failed = () => void setTimeout(() => stuck.abort(), graceMilliseconds).unref();
    process.on("unhandledRejection", failed);
    process.on("uncaughtException", failed);
    let failure: Error | undefined;
    try {
        await open.setAllConfig(config);
        await operations[operation](open, { onEvent, signal: stuck.signal });
    } catch (error) {
        failure = error as Error;
    } finally {
        process.off("unhandledRejection", failed);
        process.off("uncaughtException", failed);
    }
    const milliseconds = performance.now() - start;
    const outputs = failure === undefined && operation === "up" ? await open.outputs() : {};
    return {
        ...log.result(failure),
        outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown])),
        milliseconds,
    };
}
