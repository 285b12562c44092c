import * as pulumi from "@pulumi/pulumi";
import { readdirSync, readFileSync } from "node:fs";
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
export function typeErrors(all: readonly Example[]): Record<string, string[]> {
    const { options } = ts.parseJsonConfigFileContent(
        ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)).config,
        ts.sys,
        root,
    );
    const prelude = path.join(root, "taken-for-granted.d.ts");
    const files = new Map([[prelude, taken]]);
    all.forEach(({ text }, index) => files.set(path.join(root, `example-${index}.ts`), `${text}\nexport {};\n`));
    const disk = ts.createCompilerHost(options);
    const cache = ts.createModuleResolutionCache(root, (name) => name, options);
    const host: ts.CompilerHost = {
        ...disk,
        // As tsc does: AWS's types are mostly comments.
        jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
        fileExists: (file) => files.has(file) || disk.fileExists(file),
        getSourceFile: (file, target, ...rest) => {
            const text = files.get(file);
            return text === undefined
                ? disk.getSourceFile(file, target, ...rest)
                : ts.createSourceFile(file, text, target);
        },
        // Of 2,700 files of AWS's resource types, none says anything of an example that does not import them itself.
        resolveModuleNameLiterals: (literals, file, redirected, settings) =>
            literals.map(({ text }) =>
                text === "@pulumi/aws" && !files.has(file)
                    ? { resolvedModule: undefined }
                    : ts.resolveModuleName(text, file, settings, disk, cache, redirected),
            ),
    };
    const program = ts.createProgram([...files.keys()], options, host);
    return Object.fromEntries(
        all.map(({ place }, index) => {
            const source = program.getSourceFile(path.join(root, `example-${index}.ts`));
            const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
            return [place, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))];
        }),
    );
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
