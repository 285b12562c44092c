import { createHash, randomUUID } from "node:crypto";

import { oneAtATime } from "../../../one-at-a-time";
import type { Collection, Write } from "../../../store";
import type { CodeFolder } from "./code-folder";
import { invalid } from "../errors";
import { checkReserved } from "../invocation/concurrency";
import { checkEnvironment } from "../environments/environment-variables";
import type { LambdaDeps } from "../lambda-deps";
import { functionArn, parseFunctionName, functionNotFound } from "./function-arn";
import type { EventInvokeConfig, FunctionDefinition, FunctionSpec, Permission } from "./function-definition";

/** A function with all that is set for it. */
export interface RegisteredFunction {
    arn: string;
    definition: FunctionDefinition;
    /** By statement id. */
    permissions: Readonly<Record<string, Permission>>;
    eventInvokeConfig?: EventInvokeConfig;
}

/** The functions that there are: in memory, and in the store. */
export class FunctionRegistry {
    private readonly functions = new Map<string, RegisteredFunction>();
    private readonly collection: Collection<RegisteredFunction>;
    private readonly exclusively = oneAtATime();

    constructor(
        private readonly deps: Pick<LambdaDeps, "store" | "clock" | "account"> & {
            code: CodeFolder;
            accountConcurrency: number;
        },
    ) {
        this.collection = deps.store.collection("lambda.functions");
    }

    /** Reads the store. */
    async load(): Promise<void> {
        this.functions.clear();
        for await (const [name, entry] of this.collection.entries()) {
            this.functions.set(name, entry);
        }
        await this.deps.code.prune(new Set(this.all().map(({ definition }) => definition.codeHash)));
    }

    /** All functions, by name. */
    all(): RegisteredFunction[] {
        return [...this.functions.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
    }

    /** The function called `name`, if there is one. */
    find(name: string): RegisteredFunction | undefined {
        return this.functions.get(name);
    }

    /** What all functions reserve together. */
    reservedConcurrency(): number {
        return this.all().reduce((sum, { definition }) => sum + (definition.reservedConcurrency ?? 0), 0);
    }

    /**
     * The function that `given`, a name or an ARN, means.
     *
     * @throws AwsError `ResourceNotFoundException` when there is none
     */
    get(given: string): RegisteredFunction {
        const name = parseFunctionName(this.deps.account, given);
        const entry = this.functions.get(name);
        if (entry === undefined) {
            throw functionNotFound(functionArn(this.deps.account, name));
        }
        return entry;
    }

    /**
     * Creates or changes a function. What is as it was stays untouched.
     *
     * @throws AwsError `InvalidParameterValueException` for what Lambda or a local run does not take
     */
    async put(spec: FunctionSpec): Promise<RegisteredFunction> {
        if (!/^nodejs\d+\.x$/.test(spec.runtime)) {
            throw invalid(
                `The runtime parameter of ${spec.runtime} is not supported for running functions locally: ` +
                    `${spec.functionName} needs one of Node.js, such as nodejs24.x`,
            );
        }
        checkEnvironment(spec.environment);
        const { code, ...settings } = spec;
        const wanted = { ...settings, ...(await this.deps.code.add(code)) };
        return this.exclusively(async () => {
            const old = this.functions.get(spec.functionName);
            if (old !== undefined && haveSameSettings(old.definition, wanted)) {
                return old;
            }
            this.checkReservation(spec.functionName, spec.reservedConcurrency);
            return this.save({
                arn: functionArn(this.deps.account, spec.functionName),
                permissions: {},
                ...old,
                definition: { ...wanted, lastModified: this.now(), revisionId: randomUUID() },
            });
        });
    }

    /** Sets or, with undefined, removes what the function reserves. */
    async putReservedConcurrency(name: string, limit: number | undefined): Promise<RegisteredFunction> {
        return this.change(name, (entry) => {
            this.checkReservation(name, limit);
            const { reservedConcurrency: _, ...rest } = entry.definition;
            const definition = { ...rest, ...(limit === undefined ? {} : { reservedConcurrency: limit }) };
            return { ...entry, definition: { ...definition, revisionId: randomUUID() } };
        });
    }

    /** Forgets the function called `name`, together with `writes`. */
    async delete(name: string, writes: readonly Write[]): Promise<void> {
        await this.exclusively(async () => {
            await this.deps.store.write([this.collection.del(name), ...writes]);
            this.functions.delete(name);
        });
    }

    /** What reserves no more than before, takes nothing from others. */
    private checkReservation(name: string, limit = 0): void {
        const before = this.functions.get(name)?.definition.reservedConcurrency ?? 0;
        if (limit > before) {
            checkReserved(this.reservedConcurrency() - before + limit, this.deps.accountConcurrency);
        }
    }

    /** Changes what is set for the function called `name`. Throws `AwsError` `ResourceNotFoundException`. */
    change(name: string, change: (entry: RegisteredFunction) => RegisteredFunction): Promise<RegisteredFunction> {
        return this.exclusively(async () => this.save(change(this.get(name))));
    }

    private async save(entry: RegisteredFunction): Promise<RegisteredFunction> {
        const name = entry.definition.functionName;
        await this.deps.store.write([this.collection.put(name, entry)]);
        this.functions.set(name, entry);
        return entry;
    }

    private now(): string {
        return new Date(this.deps.clock.now()).toISOString();
    }
}

/**
 * Identifies what a running environment cannot change: two definitions with the same key can share environments.
 */
export function hashEnvironmentSettings(definition: FunctionDefinition): string {
    const { description: _, reservedConcurrency: _r, tags: _t, lastModified: _l, revisionId: _i, ...rest } = definition;
    return createHash("sha256").update(toCanonicalJson(rest)).digest("hex");
}

function haveSameSettings(old: FunctionDefinition, wanted: Omit<FunctionDefinition, "lastModified" | "revisionId">) {
    const { lastModified: _, revisionId: _i, ...settings } = old;
    return toCanonicalJson(settings) === toCanonicalJson(wanted);
}

/** JSON with sorted keys, and without what is undefined. */
function toCanonicalJson(value: unknown): string {
    return JSON.stringify(value, (_key, member: unknown) =>
        typeof member === "object" && member !== null && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
            : member,
    );
}
