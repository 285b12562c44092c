import type { Plugin } from "esbuild";
import { existsSync, readFileSync, realpathSync } from "node:fs";
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

/** What a bundle is found to hold while it is made. */
export interface Findings {
    /** Whether a client in it has operations that stream events, such as CloudWatch Logs' live tail. */
    eventStreams: boolean;
}

/**
 * Takes AWS's packages as ES modules, whoever needs them, and leaves out what a Lambda function does not use: ways to
 * credentials other than the environment, where its role's are
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime), and what reads
 * streams of events, which every client would bring along, and few have.
 *
 * @param findings set while the bundle is made. One that has event streams, and was not known to, is to be made again.
 */
export function awsPackages(findings: Findings): Plugin {
    return {
        name: "AWS packages",
        setup(build) {
            build.onResolve(
                { filter: packageFile },
                async ({ path: wanted, importer, kind, resolveDir, pluginData }) => {
                    if (pluginData === isAsked) {
                        return undefined;
                    }
                    if (wanted === eventStreams) {
                        findings.eventStreams ||= kind !== "dynamic-import";
                        return findings.eventStreams ? undefined : { path: wanted, namespace: leftOut };
                    }
                    if (wanted === credentialChain && /[\\/]@aws-sdk[\\/](client-|nested-clients)/.test(importer)) {
                        return { path: wanted, namespace: leftOut, pluginData: resolveDir };
                    }
                    if (onceAlone.test(wanted)) {
                        const found = await build.resolve(wanted, { kind, resolveDir, pluginData: isAsked });
                        return found.errors.length > 0 ? undefined : { path: found.path, sideEffects: false };
                    }
                    const [, name = "", file] = packageFile.exec(wanted) ?? [];
                    const { folder, main, module, sideEffects } = findPackage(name, resolveDir) ?? {};
                    const isEntry = file === undefined || path.normalize(file) === path.normalize(main ?? "");
                    return folder !== undefined && module !== undefined && isEntry
                        ? { path: path.join(folder, module), sideEffects: sideEffects !== false }
                        : undefined;
                },
            );
            build.onLoad({ filter: /.*/, namespace: leftOut }, ({ path: wanted, pluginData }) => ({
                contents: instead[wanted],
                resolveDir: pluginData as string | undefined,
            }));
            // A client reads its own version from there.
            build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path: file }) => {
                const { version } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
                return { contents: JSON.stringify({ version }), loader: "json" };
            });
        },
    };
}

const isAsked = Symbol("asked by this plugin");
const leftOut = "left out";
/** What a client looks for credentials with: the environment, files, SSO, web identities, processes, metadata services. */
const credentialChain = "@aws-sdk/credential-provider-node";
const eventStreams = "@smithy/core/event-streams";
/** What `once` needs. They declare no more than others use of them, and do not say so. */
const onceAlone = /^@aws-lambda-powertools\/(idempotency|jmespath)(\/|$)/;

/** What stands in for what is left out. */
const instead: Readonly<Record<string, string>> = {
    [credentialChain]: 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
    // Loaded at the first event stream alone.
    [eventStreams]: "export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;",
};

interface Manifest {
    version?: string;
    main?: string;
    module?: string;
    sideEffects?: boolean | string[];
}

interface Package extends Manifest {
    /** Where it lies, links followed, as esbuild names files. */
    folder: string;
}

/** By name, and the folder that it is looked for from. A program's process sees no other than it began with. */
const packages = new Map<string, Package | undefined>();

/** Finds a package as Node does, from `folder` upward: to ask esbuild took as long as all else of a bundle. */
function findPackage(name: string, folder: string): Package | undefined {
    const key = `${name} ${folder}`;
    if (!packages.has(key)) {
        const parent = path.dirname(folder);
        packages.set(
            key,
            readPackage(path.join(folder, "node_modules", name)) ??
                (parent === folder ? undefined : findPackage(name, parent)),
        );
    }
    return packages.get(key);
}

function readPackage(folder: string): Package | undefined {
    const file = path.join(folder, "package.json");
    return existsSync(file)
        ? { ...(JSON.parse(readFileSync(file, "utf8")) as Manifest), folder: realpathSync(folder) }
        : undefined;
}
