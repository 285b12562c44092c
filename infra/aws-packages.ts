import type { Plugin } from "esbuild";
import { readFileSync } from "node:fs";
import path from "node:path";

/** The SDK's and Powertools' packages: published both as CommonJS and as ES modules, with the same names. */
const scopes = "@aws-sdk|@smithy|@aws-lambda-powertools";
const requireLines = new RegExp(`^const ([\\w$]+) = require\\("((?:${scopes})/[^"]+)"\\);$`, "gm");

/**
 * Serialized text as an ES module that imports AWS's packages instead of requiring them, so that the bundler can leave
 * out what is not used of them.
 *
 * @param text without `with` statements, which a module may not have
 */
export function asModule(text: string): string {
    return text
        .replace(requireLines, 'import * as $1 from "$2";')
        .replace(/^exports\.handler = ([^;\n]+);$/m, "export const handler = $1;");
}

/** A package's name, and a file of it. */
const packageFile = new RegExp(`^((?:${scopes})/[^/]+)(?:/(.+))?$`);

/**
 * Takes AWS's packages as ES modules, whoever needs them, and leaves out the ways to credentials that a Lambda function
 * does not have: those of its role are in its environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
 */
export const awsPackages: Plugin = {
    name: "AWS packages",
    setup(build) {
        build.onResolve({ filter: packageFile }, async ({ path: wanted, importer, kind, resolveDir, pluginData }) => {
            if (pluginData === awsPackages) {
                return undefined;
            }
            const [, name = "", file] = packageFile.exec(wanted) ?? [];
            if (name === credentialChain && /[\\/]@aws-sdk[\\/](client-|nested-clients)/.test(importer)) {
                return { path: name, namespace: credentialChain, pluginData: resolveDir };
            }
            const manifest = await build.resolve(`${name}/package.json`, { kind, resolveDir, pluginData: awsPackages });
            if (manifest.errors.length > 0) {
                return undefined;
            }
            const { main, module, sideEffects } = JSON.parse(readFileSync(manifest.path, "utf8")) as Manifest;
            const isEntry = file === undefined || path.normalize(file) === path.normalize(main ?? "");
            return module !== undefined && isEntry
                ? { path: path.join(path.dirname(manifest.path), module), sideEffects: sideEffects !== false }
                : undefined;
        });
        build.onLoad({ filter: /.*/, namespace: credentialChain }, ({ pluginData }) => ({
            contents: `export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";`,
            resolveDir: pluginData as string,
        }));
    },
};

/** What an SDK client looks for credentials with: the environment, files, SSO, web identities, processes, metadata services. */
const credentialChain = "@aws-sdk/credential-provider-node";

interface Manifest {
    main?: string;
    module?: string;
    sideEffects?: boolean | string[];
}
