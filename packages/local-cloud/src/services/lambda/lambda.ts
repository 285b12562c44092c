import { randomUUID } from "node:crypto";

import { clientSchemas } from "../client-schemas";
import type { Caller, Handover, HandoverContext, Lifecycle, MessageTarget, Operation, RestService } from "../service";
import { AsyncInvocations } from "./invocation/async-invocations";
import { CodeFolder } from "./functions/code-folder";
import { Destinations } from "./invocation/destinations";
import type { Outcome } from "./environments/execution-environment";
import { Executor } from "./invocation/executor";
import { functionArn, parseFunctionName } from "./functions/function-arn";
import type { EventInvokeConfig, FunctionSpec, Permission } from "./functions/function-definition";
import { parseFunctionError } from "./invocation/function-error";
import { EventSourceMappings } from "./event-sources/event-source-mappings";
import { FunctionRegistry, type RegisteredFunction } from "./functions/function-registry";
import type { InvokeOptions } from "./invocation/invoke-options";
import type { LambdaDeps } from "./lambda-deps";
import { lambdaOperations } from "./operations";
import { checkMayInvoke } from "./permissions/invoke-permission";
import { maxAsyncPayloadBytes, checkPayload, maxSyncPayloadBytes } from "./invocation/payload";

/**
 * AWS Lambda: functions under AWS's own runtime client, a process for each execution environment; synchronous and
 * asynchronous invocation, and that with a stream's records, with AWS's retries, limits, permissions, log lines and metrics.
 *
 * `start` takes up asynchronous invocations at once, so what functions call must listen by then.
 */
export class Lambda implements RestService, MessageTarget, Lifecycle {
    readonly name = "Lambda";
    readonly operations: Readonly<Record<string, Operation>>;
    /** What brings streams' records to functions. */
    readonly eventSources: EventSourceMappings;

    private readonly code: CodeFolder;
    private readonly registry: FunctionRegistry;
    private readonly executor: Executor;
    private readonly invocations: AsyncInvocations;

    constructor(private readonly deps: LambdaDeps) {
        const code = (this.code = new CodeFolder(deps.folder));
        const accountConcurrency = deps.accountConcurrency ?? 1000;
        this.registry = new FunctionRegistry({ ...deps, accountConcurrency, code });
        this.executor = new Executor({ ...deps, accountConcurrency, code });
        const destinations = new Destinations(deps);
        this.eventSources = new EventSourceMappings({
            ...deps,
            destinations,
            registry: this.registry,
            run: (target, invocation) => this.executor.run(target, invocation),
            findStream: (arn) => deps.findStream?.(arn),
        });
        this.invocations = new AsyncInvocations({
            ...deps,
            destinations,
            find: (name) => this.registry.find(name),
            run: (target, invocation) => this.executor.run(target, invocation),
            concurrency: deps.asyncConcurrency ?? 10,
        });
        this.operations = lambdaOperations({
            ...deps,
            accountConcurrency,
            lambda: this,
            registry: this.registry,
            code,
        });
    }

    get schemas() {
        return clientSchemas("@aws-sdk/client-lambda");
    }

    /** How many processes run functions. */
    get processes(): number {
        return this.executor.processes;
    }

    /** Reads what the store holds: before the first call, which would take for missing what is not read yet. */
    async load(): Promise<void> {
        await this.registry.load();
        this.registry.all().forEach((entry) => this.executor.configure(entry.definition));
        await this.eventSources.load();
    }

    /** Takes up the asynchronous invocations that wait, and the streams where they were left. */
    async start(): Promise<void> {
        await this.invocations.start();
        this.eventSources.start();
    }

    async stop(): Promise<void> {
        // Together: what runs must end for the queues to end.
        await Promise.all([this.invocations.stop(), this.eventSources.stop(), this.executor.stop()]);
    }

    /** Creates or changes a function; one that is as it was keeps its environments. Throws `AwsError`. */
    async putFunction(spec: FunctionSpec): Promise<{ arn: string }> {
        const { arn, definition } = await this.registry.put(spec);
        this.executor.configure(definition);
        return { arn };
    }

    /** A function with all that is set for it; undefined when there is none. */
    find(name: string): RegisteredFunction | undefined {
        return this.registry.find(name);
    }

    /** Whether a function's code is on disk; false when there is no such function. */
    async hasCode(name: string): Promise<boolean> {
        const entry = this.registry.find(name);
        return entry !== undefined && this.code.has(entry.definition.codeHash);
    }

    /** Deletes a function, with its permissions and the asynchronous invocations that wait; a missing one is no error. */
    async deleteFunction(name: string): Promise<void> {
        await this.registry.delete(name, await this.invocations.drop(name));
        await this.executor.remove(name);
    }

    /** @throws AwsError `ResourceNotFoundException` when there is no such function */
    async addPermission(functionName: string, statementId: string, permission: Permission): Promise<void> {
        await this.registry.change(functionName, (entry) => ({
            ...entry,
            permissions: { ...entry.permissions, [statementId]: permission },
        }));
    }

    /** What is not there, function or permission, is no error. */
    async removePermission(functionName: string, statementId: string): Promise<void> {
        if (this.registry.find(functionName) !== undefined) {
            await this.registry.change(
                functionName,
                ({ permissions: { [statementId]: _, ...permissions }, ...entry }) => ({
                    ...entry,
                    permissions,
                }),
            );
        }
    }

    /** Sets how asynchronous invocations are treated. Throws `AwsError` `ResourceNotFoundException`. */
    async putEventInvokeConfig(functionName: string, eventInvokeConfig: EventInvokeConfig): Promise<void> {
        await this.registry.change(functionName, (entry) => ({ ...entry, eventInvokeConfig }));
    }

    /** What is not there, function or settings, is no error. */
    async deleteEventInvokeConfig(functionName: string): Promise<void> {
        if (this.registry.find(functionName) !== undefined) {
            await this.registry.change(functionName, ({ eventInvokeConfig: _, ...entry }) => entry);
        }
    }

    /** Sets or, with undefined, removes what a function reserves. */
    async putReservedConcurrency(functionName: string, limit: number | undefined): Promise<void> {
        const { definition } = await this.registry.putReservedConcurrency(functionName, limit);
        this.executor.configure(definition);
    }

    /**
     * Runs a function and answers with what it returned.
     *
     * @param functionArnOrName also a part of the ARN
     * @param payload JSON text
     * @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`, `InvalidRequestContentException`,
     * `RequestTooLargeException`, or `TooManyRequestsException`
     */
    async invoke(functionArnOrName: string, payload: string, options: InvokeOptions): Promise<Outcome> {
        const target = this.mayInvoke(functionArnOrName, options.caller);
        const { traceHeader, clientContext, requestId = randomUUID() } = options;
        const { functionName } = target.definition;
        await this.executor.letAcceptedGoOn();
        this.deps.observe?.({ type: "invocation started", functionName, traceHeader });
        const outcome = await this.executor.run(target, {
            requestId,
            payload: checkPayload(payload, maxSyncPayloadBytes, options.caller),
            traceHeader,
            clientContext,
        });
        const { functionError, payload: answer, durationMs } = outcome;
        const error = functionError && parseFunctionError(answer);
        const attempt = { attempt: 1, maxAttempts: 1 };
        this.deps.observe?.({ type: "invocation ended", functionName, requestId, durationMs, ...attempt, error });
        return outcome;
    }

    /**
     * Runs a function later: resolves once the invocation is in the store.
     *
     * @throws AwsError as `invoke`, but for throttles: these come later, and are retried
     */
    async invokeAsync(functionArnOrName: string, payload: string, options: InvokeOptions): Promise<void> {
        const handover = this.accept(functionArnOrName, payload, options);
        await this.deps.store.write(handover.writes);
        handover.done();
    }

    /** The function that `caller` may invoke. Throws `AwsError` when it may not, or when there is none. */
    mayInvoke(functionArnOrName: string, caller: Caller) {
        const name = parseFunctionName(this.deps.account, functionArnOrName);
        if (caller.kind === "role" && this.registry.find(name) === undefined) {
            // As in AWS, who may not invoke a function does not learn whether it is there.
            this.deps.authorize(caller, "lambda:InvokeFunction", functionArn(this.deps.account, name));
        }
        const target = this.registry.get(functionArnOrName);
        checkMayInvoke(this.deps.account, target, caller, this.deps.authorize);
        return target;
    }

    async handOver(arn: string, body: string, context: HandoverContext): Promise<Handover> {
        const { principal, sourceArn, roleArn, traceHeader, eventId } = context;
        const caller: Caller =
            roleArn === undefined ? { kind: "service", principal, sourceArn } : { kind: "role", roleArn };
        return this.accept(arn, body, { caller, traceHeader }, eventId);
    }

    private accept(functionArnOrName: string, payload: string, options: InvokeOptions, eventId?: string): Handover {
        const { definition } = this.mayInvoke(functionArnOrName, options.caller);
        return this.invocations.accept({
            functionName: definition.functionName,
            requestId: options.requestId ?? randomUUID(),
            payload: checkPayload(payload, maxAsyncPayloadBytes, options.caller),
            traceHeader: options.traceHeader,
            clientContext: options.clientContext,
            eventId,
        });
    }
}
