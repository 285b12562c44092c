import * as pulumi from "@pulumi/pulumi";
import { build, type BuildFailure } from "esbuild";

import { findSecret } from "./stack-secrets";

/** The one file in a function's archive. */
export const bundleFile = "index.js";
/** What Lambda calls: `handler`, exported by `bundleFile`. */
export const bundleHandler = "index.handler";

/**
 * Turns a factory of a handler into one minified CommonJS file that needs nothing but Node. The factory runs once for
 * each execution environment, so what it makes (clients, caches) stays warm.
 *
 * Pulumi serializes the factory with what it captures; esbuild puts the packages it imports into the same file. The
 * same source gives the same bytes.
 *
 * @param name the function's name, for messages
 * @throws pulumi.RunError when the closure cannot be serialized, needs a package that is not installed, or captured the
 * value of a secret of the stack
 */
export async function bundle(name: string, factory: () => (...args: never[]) => unknown): Promise<string> {
    const text = await serialize(name, factory);
    const code = await bundleText(name, text);
    const key = findSecret(code);
    if (key !== undefined) {
        throw new pulumi.RunError(
            `function "${name}" captured the value of the secret "${key}", which would lie in plain text in its code: ` +
                `keep pulumi.Config and secret outputs out of the closure; put the secret into Secrets Manager, pass ` +
                `its ARN in the function's environment, and read it there`,
        );
    }
    return code;
}

async function serialize(name: string, factory: () => (...args: never[]) => unknown): Promise<string> {
    try {
        const serialized = await pulumi.runtime.serializeFunction(factory, {
            exportName: "handler",
            isFactoryFunction: true,
        });
        return serialized.text;
    } catch (error) {
        throw new pulumi.RunError(`function "${name}" cannot be turned into a Lambda: ${messageOf(error)}`);
    }
}

async function bundleText(name: string, text: string): Promise<string> {
    try {
        const result = await build({
            stdin: { contents: text, loader: "js", resolveDir: process.cwd(), sourcefile: `${name}.js` },
            bundle: true,
            platform: "node",
            format: "cjs",
            target: "node24",
            minify: true,
            legalComments: "none",
            logLevel: "silent",
            write: false,
            // Serialized closures hold `with` statements, a syntax error under a tsconfig that says strict.
            tsconfigRaw: "{}",
        });
        return result.outputFiles[0]?.text ?? "";
    } catch (error) {
        const missing = (error as BuildFailure).errors?.map((one) => one.text) ?? [messageOf(error)];
        throw new pulumi.RunError(
            `function "${name}" cannot be bundled: ${missing.join("; ")}: install what is missing with "npm install"`,
        );
    }
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
