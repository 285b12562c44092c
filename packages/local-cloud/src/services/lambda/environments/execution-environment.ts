import type { Clock } from "../../../clock";
import type { LogSink } from "../../service";
import { EnvironmentLog, createLogStreamName } from "./environment-log";
import { type Exit, describeExit } from "./exit-error";
import type { FunctionDefinition } from "../functions/function-definition";
import { readErrorType, formatPlatformError } from "../invocation/function-error";
import { FunctionProcess, type FunctionProcessDeps } from "./function-process";
import { type PlatformLines, createPlatformLines } from "./platform-lines";
import { maxResponseBytes, RuntimeApi, type RuntimeInvocation } from "./runtime-api";

/** Lambda's limit for the start of an environment; what it takes longer is taken from the function's timeout. */
const maxInitMs = 10_000;
/** How often the memory of a function that runs is looked at. */
const memoryCheckMs = 100;
const megabyte = 1024 * 1024;

/** What is said of an invocation whose environment was ended for another reason than time. */
const killedErrors = {
    memory: { type: "Runtime.OutOfMemory", message: "Runtime exited with error: signal: killed" },
    delivery: { type: "Runtime.Unknown", message: "The invocation could not be given to the runtime" },
};

export interface EnvironmentDeps extends FunctionProcessDeps {
    clock: Clock;
    logs: LogSink;
    /** Whether the function's role may write to its log stream. */
    mayLog: (definition: FunctionDefinition, logStream: string) => boolean;
}

/** How an invocation ended. */
export interface Outcome {
    /** Set when the function failed; `payload` tells how. */
    functionError?: "Unhandled";
    /** JSON text. */
    payload: string;
    /** The last 4 KB of the invocation's log. */
    logTail: string;
    durationMs: number;
}

/** An invocation without its deadline, which the environment sets. */
export type Invocation = Omit<RuntimeInvocation, "deadline">;

interface Running {
    invocation: Invocation;
    startedAt: number;
    timeout: NodeJS.Timeout;
    memoryCheck: NodeJS.Timeout | undefined;
    /** Why this process was ended, when the environment itself did it. */
    killedFor?: "timeout" | "memory" | "delivery";
    resolve(outcome: Outcome): void;
}

/** The runtime's end of an environment: a process that runs one invocation at a time. */
export class ExecutionEnvironment {
    /** Called when an invocation is over and the next can come. */
    onIdle: () => void = () => undefined;
    /** Called once the process has ended and its output is read. */
    onEnd: () => void = () => undefined;

    private readonly lines: PlatformLines;
    private readonly startedAt = performance.now();
    private readonly ended: Promise<void>;
    private api: RuntimeApi | undefined;
    private process: FunctionProcess | undefined;
    private running: Running | undefined;
    /** Set from the start to the first request for an invocation. */
    private init: { timeout: NodeJS.Timeout; error?: string; timedOut?: boolean } | undefined;
    /** With the payload that the runtime gave, where it did. */
    private initFailure: { type: string; message: string; payload?: string } | undefined;
    private initDurationMs: number | undefined;
    private maxMemoryBytes = 0;
    private nextAsked = false;
    private finishing = false;
    private killed = false;
    private hasEnded = false;

    private constructor(
        private readonly deps: EnvironmentDeps,
        readonly definition: FunctionDefinition,
        private readonly log: EnvironmentLog,
    ) {
        this.lines = createPlatformLines(definition, () => deps.clock.now());
        this.ended = this.run();
    }

    /** Starts a process for `definition`. It calls `onIdle` when it is ready, or `onEnd` when it never will be. */
    static start(deps: EnvironmentDeps, definition: FunctionDefinition): ExecutionEnvironment {
        const stream = createLogStreamName(deps.clock.now());
        const sink = deps.mayLog(definition, stream) ? deps.logs : undefined;
        return new ExecutionEnvironment(deps, definition, new EnvironmentLog(sink, definition.logGroup, stream));
    }

    /** Whether the process is on its way out, or gone. */
    get isEnding(): boolean {
        return this.killed || this.hasEnded;
    }

    /** Ends the invocation that a failed start was for; undefined when the start did not fail. */
    failInvocation(requestId: string): Outcome | undefined {
        if (this.initFailure === undefined) {
            return undefined;
        }
        const { type, message, payload = formatPlatformError(requestId, type, message) } = this.initFailure;
        this.log.write(this.lines.start(requestId));
        this.report({ requestId, traceHeader: "" }, 0, "error", readErrorType(payload));
        return { functionError: "Unhandled", payload, logTail: this.log.tail(), durationMs: 0 };
    }

    /** Runs one invocation; only between `onIdle` and the next. Never rejects. */
    invoke(invocation: Invocation): Promise<Outcome> {
        const timeoutMs = this.definition.timeoutSeconds * 1000;
        this.log.begin();
        this.log.write(this.lines.start(invocation.requestId));
        return new Promise((resolve) => {
            this.nextAsked = false;
            this.running = {
                invocation,
                startedAt: performance.now(),
                // In real time, whatever the clock: code does not run faster because retries do.
                timeout: setTimeout(() => this.killFor("timeout"), timeoutMs),
                memoryCheck: setInterval(() => this.checkMemory(), memoryCheckMs),
                resolve,
            };
            try {
                this.api?.deliver({ ...invocation, deadline: Date.now() + timeoutMs });
            } catch {
                // Nobody may be there to take a rejection, and an asynchronous invocation would come again at each start.
                this.killFor("delivery");
            }
        });
    }

    /** Ends the process, at once; resolves when it is gone. */
    async kill(): Promise<void> {
        this.killed = true;
        this.process?.kill();
        await this.ended;
    }

    /** The life of the environment, from its start to its end. */
    private async run(): Promise<void> {
        this.log.write(this.lines.initStart());
        const limitMs = maxInitMs + this.definition.timeoutSeconds * 1000;
        this.init = { timeout: setTimeout(() => this.killForInit(), limitMs) };
        try {
            this.api = await RuntimeApi.listen({
                next: () => this.next(),
                response: (requestId, payload) => void this.respond(requestId, payload),
                error: (requestId, payload) => void this.finish(requestId, payload, "Unhandled"),
                initError: (payload) => {
                    if (this.init !== undefined) {
                        this.init.error = payload;
                    }
                },
                memory: (bytes) => (this.maxMemoryBytes = Math.max(this.maxMemoryBytes, bytes)),
            });
            if (!this.killed) {
                this.process = FunctionProcess.start(this.deps, this.definition, this.api.address, this.log);
            }
            this.handleExit((await this.process?.ended) ?? { code: 0, signal: null });
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            this.handleExit({ code: null, signal: null, message });
        }
    }

    private next(): void {
        this.nextAsked = true;
        if (this.init !== undefined) {
            clearTimeout(this.init.timeout);
            this.init = undefined;
            this.initDurationMs = performance.now() - this.startedAt;
        }
        this.becomeIdle();
    }

    private becomeIdle(): void {
        if (this.nextAsked && this.running === undefined && !this.finishing && !this.isEnding) {
            this.onIdle();
        }
    }

    private async respond(requestId: string, payload: string | undefined): Promise<void> {
        if (payload === undefined) {
            const message = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
            const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage: message };
            await this.finish(requestId, JSON.stringify(error), "Unhandled");
        } else {
            await this.finish(requestId, payload);
        }
    }

    /** The function ended the invocation itself. */
    private async finish(requestId: string, payload: string, functionError?: "Unhandled"): Promise<void> {
        const { running } = this;
        if (running?.invocation.requestId !== requestId || running.killedFor !== undefined) {
            return;
        }
        const durationMs = this.stopWatching(running);
        this.finishing = true;
        // What the function wrote before it answered is in its pipes, and read in this turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
        this.finishing = false;
        const type = functionError === undefined ? undefined : readErrorType(payload);
        this.report(running.invocation, durationMs, functionError === undefined ? "success" : "error", type);
        running.resolve({ functionError, payload, logTail: this.log.tail(), durationMs });
        this.becomeIdle();
    }

    private stopWatching(running: Running): number {
        clearTimeout(running.timeout);
        clearInterval(running.memoryCheck);
        this.running = undefined;
        return performance.now() - running.startedAt;
    }

    private report(
        { requestId, traceHeader }: Pick<Invocation, "requestId" | "traceHeader">,
        durationMs: number,
        status: "success" | "error" | "timeout",
        type?: string,
    ): void {
        const report = {
            requestId,
            durationMs,
            initDurationMs: this.initDurationMs,
            maxMemoryMegabytes: Math.ceil(this.maxMemoryBytes / megabyte),
            status,
            errorType: type,
            traceHeader,
        };
        this.initDurationMs = undefined;
        this.lines.end(report).forEach((line) => this.log.write(line));
    }

    /** The process is gone: so is what it was doing. */
    private handleExit(exit: Exit): void {
        this.hasEnded = true;
        this.api?.close();
        if (this.init !== undefined) {
            this.failStart(this.init, exit);
        }
        const { running } = this;
        if (running !== undefined) {
            const durationMs = this.stopWatching(running);
            const payload = this.logEnd(running, durationMs, exit);
            running.resolve({ functionError: "Unhandled", payload, logTail: this.log.tail(), durationMs });
        }
        this.onEnd();
    }

    /** Writes to the log how the process's end ended `running`; the error's payload. */
    private logEnd(running: Running, durationMs: number, exit: Exit): string {
        const { requestId } = running.invocation;
        if (running.killedFor === "timeout") {
            const message = `Task timed out after ${this.definition.timeoutSeconds.toFixed(2)} seconds`;
            this.log.write(`${new Date(this.deps.clock.now()).toISOString()} ${requestId} ${message}`);
            this.report(running.invocation, durationMs, "timeout");
            return formatPlatformError(requestId, "Sandbox.Timedout", message);
        }
        const { type, message } =
            running.killedFor === undefined ? describeExit(exit) : killedErrors[running.killedFor];
        this.log.write(`RequestId: ${requestId} Error: ${message}\n${type}`);
        this.report(running.invocation, durationMs, "error", type);
        return formatPlatformError(requestId, type, message);
    }

    private failStart(init: NonNullable<typeof this.init>, exit: Exit): void {
        clearTimeout(init.timeout);
        this.init = undefined;
        const durationMs = performance.now() - this.startedAt;
        const failure = init.timedOut
            ? { type: "Sandbox.Timedout", message: `Task timed out after ${(durationMs / 1000).toFixed(2)} seconds` }
            : describeExit(exit);
        this.initFailure = { ...failure, payload: init.error };
        const type = (init.error === undefined ? undefined : readErrorType(init.error)) ?? failure.type;
        this.log.write(this.lines.initReport(durationMs, init.timedOut ? "timeout" : "error", type));
    }

    private killForInit(): void {
        if (this.init !== undefined) {
            this.init.timedOut = true;
        }
        this.killed = true;
        this.process?.kill();
    }

    private killFor(reason: NonNullable<Running["killedFor"]>): void {
        if (this.running !== undefined) {
            this.running.killedFor = reason;
            this.killed = true;
            this.process?.kill();
        }
    }

    /**
     * V8 ends the process when its heap is full, but buffers lie outside of the heap: Lambda's limit is on all memory.
     */
    private checkMemory(): void {
        const bytes = this.process?.ownMemory();
        if (bytes === undefined) {
            return;
        }
        this.maxMemoryBytes = Math.max(this.maxMemoryBytes, bytes);
        if (bytes > this.definition.memoryMegabytes * megabyte) {
            this.killFor("memory");
        }
    }
}
