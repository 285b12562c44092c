import * as pulumi from "@pulumi/pulumi";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript";

import type { StripeHandler } from "../../handlers/subscriber";

const root = path.resolve(__dirname, "../..");

/** A block of TypeScript in a page. */
export interface Example {
    /** Where it stands: `README.md:88`. */
    place: string;
    text: string;
}

/** What pages take for granted: `index.ts`'s own constants, and functions that are the reader's. */
const taken = `
    import type { StripeBus } from "./infra/bus";
    import type { BillingStore } from "./infra/persistence";
    declare global {
        const bus: StripeBus;
        const store: BillingStore;
        const greet: (customer: unknown) => Promise<void>;
        const alertFinance: (trouble: unknown) => Promise<void>;
        const openTicket: (about: unknown) => Promise<void>;
        const closeAccount: (customer: string) => Promise<void>;
    }
`;

/** All blocks of TypeScript in the README and the pages of docs/, in order. */
export function examples(): Example[] {
    const docs = readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`);
    return ["README.md", ...docs.filter((name) => name.endsWith(".md")).sort()].flatMap((page) => {
        const text = readFileSync(path.join(root, page), "utf8");
        return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
            place: `${page}:${text.slice(0, match.index).split("\n").length}`,
            text: match[1] ?? "",
        }));
    });
}

/** What the compiler says of each example, with the project's settings, were it a file beside `index.ts`. */
export async function typeErrors(all: readonly Example[]): Promise<Record<string, string[]>> {
    const cache = path.join(root, "node_modules/.cache");
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(path.join(cache, "examples-"));
    const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
    try {
        await write("taken-for-granted.d.ts", taken);
        await write("aws.d.ts", "declare const aws: any; export = aws;");
        await Promise.all(all.map(({ text }, index) => write(`example-${index}.ts`, `${text}\nexport {};\n`)));
        // Of 2,700 files of AWS's resource types, none says anything of an example that does not import them itself.
        const isWithoutAws = all.every(({ text }) => !text.includes("@pulumi/aws"));
        const settings = {
            extends: path.join(root, "tsconfig.json"),
            compilerOptions: {
                incremental: false,
                rootDirs: [root, folder],
                typeRoots: [path.join(root, "node_modules/@types")],
                ...(isWithoutAws && { paths: { "@pulumi/aws": [path.join(folder, "aws.d.ts")] } }),
            },
            files: ["taken-for-granted.d.ts", ...all.map((_, index) => `example-${index}.ts`)],
            include: [],
            references: [],
        };
        await write("tsconfig.json", JSON.stringify(settings));
        const output = await check(folder);
        return Object.fromEntries(all.map(({ place }, index) => [place, findErrors(output, `example-${index}.ts`)]));
    } finally {
        await rm(folder, { recursive: true });
    }
}

/** What the type check of the project in `folder` prints. It ends with a failure when it finds errors, as in `infra` it does. */
function check(folder: string): Promise<string> {
    const compiler = path.join(root, "node_modules/typescript-7/bin/tsc");
    const command = [compiler, "-p", folder, "--pretty", "false", "--singleThreaded"];
    // Each thread would check the same types anew; and at its usual pace, the garbage collector takes a third of the time.
    const env = { ...process.env, GOGC: "400" };
    return new Promise((resolve) =>
        execFile(process.execPath, command, { cwd: folder, env }, (_, output) => resolve(output)),
    );
}

/** The messages of the errors in a file: each begins with its place, and lines that explain it follow, indented. */
function findErrors(output: string, file: string): string[] {
    return [...output.matchAll(/^(\S+)\(\d+,\d+\): error TS\d+: (.*(?:\n +.*)*)/gm)]
        .filter(([, name]) => name === file)
        .map(([, , message = ""]) => message);
}

/** Runs an example as a module beside `index.ts`, with what it takes for granted. */
export function run({ text }: Example, granted: Record<string, unknown>): void {
    const { outputText } = ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021, esModuleInterop: true },
    });
    load(outputText, granted);
}

/** The handler that `factory` makes, once Pulumi has serialized it, as it has on its way to Lambda. */
export async function serialized(factory: () => StripeHandler<never>): Promise<StripeHandler<unknown>> {
    const options = { exportName: "handler", isFactoryFunction: true };
    const { text } = await pulumi.runtime.serializeFunction(factory, options);
    return load(text, { __filename: "index.js" }).handler as StripeHandler<unknown>;
}

/** What a CommonJS module beside `index.ts` exports, with more names in its scope. */
function load(text: string, scope: Record<string, unknown>): Record<string, unknown> {
    const names = Object.keys(scope);
    // oxlint-disable-next-line typescript/no-implied-eval -- the project's own text
    const module = new Function("require", "exports", ...names, text) as (...args: unknown[]) => void;
    const exports: Record<string, unknown> = {};
    module(createRequire(path.join(root, "index.ts")), exports, ...names.map((name) => scope[name]));
    return exports;
}
