import * as pulumi from "@pulumi/pulumi";
import { build, type BuildFailure, type BuildOptions } from "esbuild";

import { asModule, awsPackages, type Findings } from "./aws-packages";
import { type Closure, type FunctionCode, type SerializedClosure, writeModule } from "./function-code";
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

export interface Bundle {
    code: string;
    /** Its source map, as JSON: to the handlers' TypeScript and to packages, by paths from `artefactFolder`. */
    map: string;
}

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
    const { code, map } = await bundleText(name, withSourcePositions(await writeText(name, factory)));
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

async function bundleText(name: string, contents: string): Promise<Bundle> {
    const options = {
        stdin: { contents, loader: "js", resolveDir: process.cwd(), sourcefile: `${name}.js` },
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node24",
        minify: true,
        legalComments: "none",
        // Beside the file, which stays the same byte for byte.
        sourcemap: "external",
        sourcesContent: false,
        outfile: `${artefactFolder}/${bundleFile}`,
        logLevel: "silent",
        write: false,
        metafile: true,
        // Serialized closures hold `with` statements, a syntax error under a tsconfig that says strict.
        tsconfigRaw: "{}",
    } as const satisfies BuildOptions;
    const buildWith = (findings: Findings) => build({ ...options, plugins: [awsPackages(findings)] });
    try {
        const [map, code] = await buildOnce(name, {
            options,
            plugins: [require.resolve("./aws-packages")],
            async build() {
                const findings = { eventStreams: false };
                const built = await buildWith(findings);
                return findings.eventStreams ? await buildWith(findings) : built;
            },
            mayKeep: (texts) => texts.every((one) => !findSecret(one)),
        });
        return { code: code ?? "", map: map ?? "" };
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
