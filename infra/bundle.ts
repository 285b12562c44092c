import * as pulumi from "@pulumi/pulumi";
import type { BuildFailure, BuildOptions } from "esbuild";

import { asModule, awsPackages } from "./aws-packages";
import { type Closure, type FunctionCode, type SerializedClosure, writeModule } from "./function-code";
import { buildEntries, type Built, type Bundle, type Entry, JointBuild } from "./joint-build";
import { buildOnce } from "./kept-build";
import { withLexicalCaptures } from "./lexical-captures";
import { withSourcePositions } from "./source-positions";
import { findSecret } from "./stack-secrets";

/** The one file in a function's archive. */
export const bundleFile = "index.js";
/** Where bundles are written, from the program's folder. */
export const artefactFolder = "node_modules/.cache/stripe-eventbridge";
/** What Lambda calls: `handler`, exported by `bundleFile`. */
export const bundleHandler = "index.handler";

/**
 * Turns what makes a handler into one minified CommonJS file that needs nothing but Node. It is made once for each execution
 * environment, so clients and caches stay warm.
 *
 * Pulumi serializes closures with what they capture; esbuild puts modules of `handlers/functions` and packages into the same
 * file. The same source gives the same bytes.
 *
 * @param name the function's name, for messages
 * @param factory a closure that makes the handler, or where its code is
 * @throws pulumi.RunError when the closure cannot be serialized, reaches Pulumi, needs a package that is not
 * installed, or captured the value of a secret of the stack
 */
export async function bundle(name: string, factory: Closure | FunctionCode): Promise<Bundle> {
    const arrive = builds.expect();
    const making = writeText(name, factory).then((text) => bundleText(name, withSourcePositions(text), arrive));
    const { code, map } = await making.finally(arrive);
    const key = findSecret(code);
    if (key !== undefined) {
        throw new pulumi.RunError(
            `function "${name}" captured the value of the secret "${key}", which would lie in plain text in its code: ` +
                `keep pulumi.Config and secret outputs out of the closure; put the secret into Secrets Manager, pass ` +
                `its ARN in the function's environment, and read it there`,
        );
    }
    return { code, map };
}

/** Pulumi's own modules, in serialized text. */
const pulumiModule = /require\("(@pulumi\/[\w-]+)/;

async function writeText(name: string, factory: Closure | FunctionCode): Promise<string> {
    if (typeof factory === "function") {
        return (await serialize(name, factory, true)).text;
    }
    const { part } = factory;
    return writeModule(factory, typeof part === "function" ? await serialize(name, part, false) : undefined);
}

/** @param isFactory whether the module has what the closure makes, and not the closure itself */
async function serialize(name: string, closure: Closure, isFactory: boolean): Promise<SerializedClosure> {
    let serialized: string;
    try {
        ({ text: serialized } = await pulumi.runtime.serializeFunction(closure, {
            exportName: "handler",
            isFactoryFunction: isFactory,
        }));
    } catch (error) {
        throw new pulumi.RunError(`function "${name}" cannot be turned into a Lambda: ${describeError(error)}`);
    }
    const [, module] = pulumiModule.exec(serialized) ?? [];
    if (module !== undefined) {
        throw new pulumi.RunError(
            `function "${name}" reaches ${module} (pulumi.Config, for one), which is there only while the program runs, and ` +
                `would take the stack's secrets into the function's code: read settings outside of the handler, and pass ` +
                `them in its environment`,
        );
    }
    const { text, isModule } = withLexicalCaptures(serialized);
    return { text: isModule ? asModule(text) : text, isModule };
}

const options = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    minify: true,
    legalComments: "none",
    // The map lies beside the file, which stays the same byte for byte.
    sourcesContent: false,
    outdir: artefactFolder,
    logLevel: "silent",
    // Serialized closures hold `with` statements, a syntax error under a tsconfig that says strict.
    tsconfigRaw: "{}",
} as const satisfies BuildOptions;

const builds = new JointBuild(buildAll);

async function buildAll(entries: readonly Entry[]): Promise<Built[]> {
    const findings = { eventStreams: false };
    const build = () => buildEntries(entries, { ...options, plugins: [awsPackages(findings)] });
    const built = await build();
    if (!findings.eventStreams) {
        return built;
    }
    // The others are to be without them.
    return entries.length === 1 ? build() : (await Promise.all(entries.map((entry) => buildAll([entry])))).flat();
}

/** @param arrive told once others need not wait for it */
async function bundleText(name: string, contents: string, arrive: () => void): Promise<Bundle> {
    const entry = { file: `${name}.js`, contents };
    try {
        return await buildOnce(name, {
            entry,
            options,
            plugins: [require.resolve("./aws-packages"), require.resolve("./joint-build")],
            build() {
                const built = builds.build(entry);
                arrive();
                return built;
            },
            mayKeep: ({ code, map }) => !findSecret(code) && !findSecret(map),
        });
    } catch (error) {
        const missing = (error as BuildFailure).errors?.map((one) => one.text) ?? [describeError(error)];
        throw new pulumi.RunError(
            `function "${name}" cannot be bundled: ${missing.join("; ")}: install what is missing with "npm install"`,
        );
    }
}

function describeError(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
