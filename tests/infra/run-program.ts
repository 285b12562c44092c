import * as pulumi from "@pulumi/pulumi";
import path from "node:path";

// Pulumi notes of every promise where it was made, for a process that ends before it: a sixth of a run's time.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- to be changed, not only used
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as { debuggablePromise: unknown };
debuggable.debuggablePromise = <T>(promise: Promise<T>) => promise;

/** A resource as the engine was asked to make it; secrets in Pulumi's wrapping. */
export interface Registered {
    type: string;
    name: string;
    // oxlint-disable-next-line typescript/no-explicit-any -- as many shapes as there are resource types
    inputs: Record<string, any>;
    options: {
        /** `TYPE NAME` of what the program says must be there first, in order. */
        dependsOn: string[];
        protect: boolean;
        retainOnDelete: boolean;
    };
}

/** Pulumi's wrapping of a secret property. */
export function wrapSecret(value: unknown) {
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export const testConfig: Readonly<Record<string, string>> = {
    "aws:region": "eu-west-1",
    "stripe-eventbridge:signingSecret": "whsec_test_0123456789",
    "stripe-eventbridge:webhook": "true",
    "stripe-eventbridge:registerEndpoint": "false",
    "stripe-eventbridge:mode": "test",
    "stripe-eventbridge:archiveDays": "90",
    "stripe-eventbridge:logDays": "30",
    "stripe-eventbridge:ledgerDays": "90",
    "stripe-eventbridge:protect": "true",
    "stripe-eventbridge:recoverEveryMinutes": "60",
    "stripe-eventbridge:reconcileHourUtc": "3",
    "stripe-eventbridge:reconcileRepairs": "true",
    "stripe-eventbridge:toleranceSeconds": "300",
    "stripe-eventbridge:requestsPerSecond": "500",
    "stripe-eventbridge:burstRequests": "1000",
    "stripe-eventbridge:manageApiGatewayLogs": "false",
};

/** The resources in order of their registration, and the stack's outputs. */
export interface Program {
    resources: readonly Registered[];
    outputs: Record<string, unknown>;
}

export interface RunOptions {
    /** Over `testConfig`; undefined takes a key away. */
    config?: Record<string, string | undefined>;
    /** Keys that are secret, besides the signing secret. */
    secrets?: string[];
    preview?: boolean;
    /** The partners' event sources that the account has. @default each that is asked for */
    eventSources?: readonly string[];
}

/**
 * Runs `program` as a stack under Pulumi's mocks. Ids are `NAME-id`, ARNs `arn:aws:TYPE:NAME`.
 *
 * @throws what the program or a resource of it throws
 */
export async function runProgram(
    program: () => unknown,
    { config = {}, secrets = [], preview = false, eventSources }: RunOptions = {},
): Promise<Program> {
    const resources: Registered[] = [];
    const declared = new Map<string, pulumi.ResourceTransformationArgs>();
    const settings = Object.fromEntries(
        Object.entries({ ...testConfig, ...config }).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
        ),
    );
    pulumi.runtime.setAllConfig(settings, ["stripe-eventbridge:signingSecret", ...secrets]);
    await pulumi.runtime.setMocks(
        {
            newResource({ type, name, inputs, custom }) {
                const options = readOptions(declared.get(`${type} ${name}`));
                resources.push({ type, name, inputs: inputs as Registered["inputs"], options });
                const kind = type.split("/")[0];
                const made = { name: `${name}-name`, arn: `arn:${kind}:${name}`, url: `https://queue/${name}` };
                const computed = type.endsWith(":RestApi") ? { executionArn: `arn:execute-api:${name}` } : {};
                // What Stripe tells at creation.
                const told = type.endsWith(":WebhookEndpoint") ? { secret: "whsec_of_stripe_0123456789" } : {};
                const { stageName, streamEnabled } = inputs as { stageName?: string; streamEnabled?: boolean };
                const invokeUrl = type.endsWith(":Stage") ? { invokeUrl: `https://api/${stageName}` } : {};
                const stream = streamEnabled ? { streamArn: `arn:${kind}:${name}/stream/1` } : {};
                return {
                    id: custom ? `${name}-id` : undefined,
                    state: { ...made, ...computed, ...invokeUrl, ...stream, ...told, ...(inputs as object) },
                };
            },
            call: ({ inputs }) => findEventSource(inputs as { namePrefix?: string }, eventSources),
        },
        "stripe-eventbridge",
        "test",
        preview,
    );
    return withRejections(async () => {
        const outputs = await pulumi.runtime.runInPulumiStack(() => {
            pulumi.runtime.registerStackTransformation((args) => {
                declared.set(`${args.type} ${args.name}`, args);
                return undefined;
            });
            return Promise.resolve(program());
        });
        await pulumi.runtime.disconnect();
        return { resources, outputs: await settled(outputs ?? {}) };
    });
}

/** As the provider answers: with one that begins so, or not at all. */
function findEventSource(
    { namePrefix = "" }: { namePrefix?: string },
    names: readonly string[] = [namePrefix],
): object {
    const name = names.find((one) => one.startsWith(namePrefix));
    if (name === undefined) {
        throw new Error("no matching partner event source");
    }
    return { name, namePrefix };
}

const evaluations = new Map<string, Promise<Program>>();

/**
 * The whole program with `config` over `testConfig`: run once, for all tests that read it and leave it as it is. Its
 * functions' code may be that of a run with other settings.
 */
export function programWith(config: Record<string, string> = {}, secrets: string[] = []): Promise<Program> {
    const key = JSON.stringify([config, secrets]);
    const evaluation = evaluations.get(key) ?? runProgram(programWithKnownCode, { config, secrets });
    evaluations.set(key, evaluation);
    return evaluation;
}

/** What Pulumi keeps of the options, inherited ones included, as marked internal in its types. */
interface Internal {
    __name: string;
    __pulumiType: string;
    __protect?: boolean;
}

function readOptions(declared: pulumi.ResourceTransformationArgs | undefined): Registered["options"] {
    const { dependsOn, retainOnDelete = false } = (declared?.opts ?? {}) as pulumi.CustomResourceOptions;
    const label = ({ __pulumiType, __name }: Internal) => `${__pulumiType.split(":").at(-1)} ${__name}`;
    return {
        dependsOn: [dependsOn ?? []].flat().map((one) => label(one as unknown as Internal)),
        protect: (declared?.resource as Internal | undefined)?.__protect ?? false,
        retainOnDelete,
    };
}

/** The whole program, loaded afresh. */
export function wholeProgram(): unknown {
    forgetProgram();
    // oxlint-disable-next-line typescript/no-require-imports -- as Pulumi's language host loads it
    return require("../..");
}

/** Has every function of a program have the code of the first: for what is not about code, in a program of many. */
export function withOneCode<T>(program: () => T): T {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- to be changed, not only used
    const bundling = require("../../infra/bundle") as Bundling;
    const { bundle } = bundling;
    let made: ReturnType<Bundling["bundle"]> | undefined;
    bundling.bundle = (name, factory) => (made ??= bundle(name, factory));
    try {
        return program();
    } finally {
        bundling.bundle = bundle;
    }
}

type Bundling = Pick<typeof import("../../infra/bundle"), "bundle">;

/** By function and where its code is. */
const bundles = new Map<string, ReturnType<Bundling["bundle"]>>();

/** As `wholeProgram`; each function is turned into code once, which is most of a run. */
function programWithKnownCode(): unknown {
    forgetProgram();
    /* oxlint-disable typescript/no-require-imports -- afresh, as the program after it */
    const bundling = require("../../infra/bundle") as Bundling;
    const { bundle } = bundling;
    bundling.bundle = (name, factory) => {
        // Two recorders have the same name: which one, its code says.
        const key = `${name} ${JSON.stringify(factory)}`;
        const made = bundles.get(key) ?? bundle(name, factory);
        bundles.set(key, made);
        return made;
    };
    const program: unknown = require("../..");
    /* eslint-enable @typescript-eslint/no-require-imports */
    // Whoever loads these modules next gets code of its own.
    forgetProgram();
    return program;
}

function forgetProgram(): void {
    const own = ["index.ts", "infra/", "handlers/"].map((name) => path.resolve(__dirname, "../..") + path.sep + name);
    for (const file of Object.keys(require.cache)) {
        if (own.some((start) => file.startsWith(start))) {
            delete require.cache[file];
        }
    }
}

/** A resource's failure reaches nobody but the process, as an unhandled rejection: the first one becomes the error. */
async function withRejections<T>(run: () => Promise<T>): Promise<T> {
    const others = process.listeners("unhandledRejection");
    const prepareStackTrace = Error.prepareStackTrace?.bind(Error);
    // Pulumi takes stack traces for an engine, which nobody reads; leading them back to TypeScript is half of the time.
    Error.prepareStackTrace = (error, frames) =>
        error.message === "" ? "" : (prepareStackTrace?.(error, frames) as unknown);
    process.removeAllListeners("unhandledRejection");
    try {
        return await new Promise<T>((resolve, reject) => {
            process.once("unhandledRejection", (reason: Error) => reject(reason));
            process.on("unhandledRejection", () => undefined);
            run().then(resolve, reject);
        });
    } finally {
        await new Promise((resolve) => setImmediate(resolve));
        Error.prepareStackTrace = prepareStackTrace;
        process.removeAllListeners("unhandledRejection");
        others.forEach((listener) => process.on("unhandledRejection", listener));
    }
}

async function settled(outputs: object): Promise<Record<string, unknown>> {
    const resolve = async (value: unknown): Promise<unknown> => {
        if (pulumi.Output.isInstance(value)) {
            return resolve(await (value as unknown as { promise(): Promise<unknown> }).promise());
        }
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return settled(value);
        }
        return value;
    };
    const entries = await Promise.all(Object.entries(outputs).map(async ([key, value]) => [key, await resolve(value)]));
    return Object.fromEntries(entries) as Record<string, unknown>;
}
