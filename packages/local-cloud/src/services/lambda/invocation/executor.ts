import { setTimeout as wait } from "node:timers/promises";

import { AwsError } from "../../../aws-error";
import type { CodeFolder } from "../functions/code-folder";
import { Concurrency } from "./concurrency";
import { EnvironmentPool, type PoolSettings } from "../environments/environment-pool";
import { type EnvironmentDeps, ExecutionEnvironment, type Outcome } from "../environments/execution-environment";
import type { FunctionDefinition } from "../functions/function-definition";
import { hashEnvironmentSettings, type RegisteredFunction } from "../functions/function-registry";
import { defaultPoolSettings } from "../environments/pool-settings";
import { ProcessGuard } from "../environments/process-guard";
import type { LambdaDeps } from "../lambda-deps";
import { createTraceHeader, keepIfUsable } from "./trace-header";

export interface ExecutorDeps extends Omit<LambdaDeps, "store" | "folder" | "target" | "findStream"> {
    code: CodeFolder;
    accountConcurrency: number;
}

/** What is to be run. */
export interface ExecutorInvocation {
    requestId: string;
    /** JSON text. */
    payload: string;
    traceHeader?: string;
    /** JSON text. */
    clientContext?: string;
    /** When it was accepted, by the clock; for one that has waited since. */
    acceptedAt?: number;
}

/** How often it is looked whether accepted invocations are still behind. */
const yieldPauseMs = 5;

/** Runs functions: within the limits of concurrency, in each one's pool of environments, counted in metrics. */
export class Executor {
    private readonly concurrency: Concurrency;
    private readonly guard = new ProcessGuard();
    private readonly pools = new Map<string, { key: string; pool: EnvironmentPool }>();
    private readonly environmentDeps: EnvironmentDeps;
    private readonly settings: PoolSettings;
    private stopped = false;

    constructor(private readonly deps: ExecutorDeps) {
        this.concurrency = new Concurrency(deps.accountConcurrency);
        this.settings = { ...defaultPoolSettings, ...deps.environments };
        this.environmentDeps = {
            ...deps,
            guard: this.guard,
            runtimeClient: require.resolve("aws-lambda-ric"),
            mayLog: (definition, stream) => this.mayLog(definition, stream),
            taskRoot: (hash) => deps.code.path(hash),
        };
    }

    /** How many processes there are. */
    get processes(): number {
        return [...this.pools.values()].reduce((sum, { pool }) => sum + pool.size, 0);
    }

    /** From now on, `definition` is what its function runs. */
    configure(definition: FunctionDefinition): void {
        this.stopped = false;
        const { functionName } = definition;
        this.concurrency.reserve(functionName, definition.reservedConcurrency);
        const key = hashEnvironmentSettings(definition);
        const known = this.pools.get(functionName);
        if (known === undefined) {
            this.pools.set(functionName, { key, pool: this.createPool(definition) });
        } else if (known.key !== key) {
            known.key = key;
            known.pool.update(definition);
        }
    }

    /** Ends the function's environments. */
    async remove(functionName: string): Promise<void> {
        this.concurrency.reserve(functionName, undefined);
        const known = this.pools.get(functionName);
        this.pools.delete(functionName);
        await known?.pool.close();
    }

    /** Ends all environments; resolves when no process is left. */
    async stop(): Promise<void> {
        this.stopped = true;
        const pools = [...this.pools.values()];
        this.pools.clear();
        await Promise.all(pools.map(({ pool }) => pool.close()));
        await this.guard.close();
    }

    /** Waits a little while invocations that were accepted are behind, so that they are done before more are. */
    async letAcceptedGoOn(): Promise<void> {
        const end = performance.now() + this.settings.yieldMs;
        while ([...this.pools.values()].some(({ pool }) => pool.isBehind) && performance.now() < end) {
            await wait(yieldPauseMs);
        }
    }

    /**
     * Runs `target` once.
     *
     * @throws AwsError `TooManyRequestsException` at a limit of concurrency, `ServiceException` when stopped
     */
    async run(target: RegisteredFunction, invocation: ExecutorInvocation): Promise<Outcome> {
        const { functionName, tracing } = target.definition;
        const pool = this.pools.get(functionName)?.pool;
        if (this.stopped || pool === undefined) {
            throw new AwsError("ServiceException", "The local Lambda service is shutting down.", 503);
        }
        this.put(functionName, "ConcurrentExecutions", this.begin(functionName));
        try {
            const outcome = await pool.run({
                ...invocation,
                functionArn: target.arn,
                traceHeader:
                    keepIfUsable(invocation.traceHeader) ??
                    createTraceHeader(this.deps.clock.now(), tracing === "Active"),
            });
            this.put(functionName, "Invocations", 1);
            this.put(functionName, "Errors", outcome.functionError === undefined ? 0 : 1);
            this.put(functionName, "Duration", outcome.durationMs, "Milliseconds");
            return outcome;
        } finally {
            this.concurrency.end(functionName);
        }
    }

    private begin(functionName: string): number {
        try {
            return this.concurrency.begin(functionName);
        } catch (error) {
            this.put(functionName, "Throttles", 1);
            throw error;
        }
    }

    private createPool(definition: FunctionDefinition): EnvironmentPool {
        return new EnvironmentPool(definition, {
            // At the cloud's speed, a process would end as soon as it is warm.
            clock: this.deps.clock.realTime,
            settings: this.settings,
            start: (current) => ExecutionEnvironment.start(this.environmentDeps, current),
        });
    }

    /** As in AWS, a function whose role may not write logs has none. */
    private mayLog({ roleArn, logGroup }: FunctionDefinition, stream: string): boolean {
        const { region, accountId } = this.deps.account;
        const arn = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:${stream}`;
        try {
            this.deps.authorize({ kind: "role", roleArn }, "logs:PutLogEvents", arn);
            return true;
        } catch (error) {
            if (error instanceof AwsError) {
                return false;
            }
            throw error;
        }
    }

    private put(functionName: string, metric: string, value: number, unit = "Count"): void {
        this.deps.metrics.put("AWS/Lambda", metric, { FunctionName: functionName }, value, unit);
    }
}
