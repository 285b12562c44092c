import * as pulumi from "@pulumi/pulumi";
import path from "node:path";

import type { EvaluationAnswer, EvaluationRequest, ProgramSettings } from "./messages";
import { listAssetSources } from "./asset-sources";
import { isOutdated } from "./package-files";
import { PreparedProgram } from "./prepared-program";
import { omitPulumiStackTraces } from "./stack-traces";

// The body of the process that evaluates a program: its settings in, for all that can be done before the program is
// loaded; then one request in, one answer out. A process of its own, because a program's modules stay loaded for as long as
// their process lives, and Pulumi takes 300 MB.

omitPulumiStackTraces();

const exit = process.exit.bind(process);
let program: PreparedProgram | undefined;

process.once("message", (settings: ProgramSettings) => {
    const prepared = PreparedProgram.prepare(settings);
    // It is told of once the program is to run.
    prepared.catch(() => undefined);
    process.once("message", (request: EvaluationRequest) => {
        // A rejection that nobody awaits is how Pulumi reports a resource that failed; the first one is the cause.
        process.on("unhandledRejection", fail);
        process.on("uncaughtException", fail);
        // An error, which says where, instead of an end without an answer.
        process.exit = (code) => {
            throw new Error(`the program called process.exit(${code ?? ""})`);
        };
        prepared.then((one) => evaluate((program = one), request)).then(answer, fail);
    });
});

// The parent has gone: nobody waits for the answer.
process.once("disconnect", () => exit());

async function evaluate(prepared: PreparedProgram, request: EvaluationRequest): Promise<EvaluationAnswer> {
    if (request.isAhead && isOutdated(performance.timeOrigin)) {
        return { outdated: true };
    }
    const graph = await prepared.evaluate(request);
    return { graph, sources: sources() };
}

let answered = false;

function answer(message: EvaluationAnswer): void {
    if (!answered) {
        answered = true;
        process.send?.(message, () => {
            if ("graph" in message) {
                program?.keep();
            }
            exit();
        });
    }
}

function fail(reason: unknown): void {
    // With another exit code than 0, Pulumi does not add which promises are still active: they are, and are not the cause.
    process.exitCode = 1;
    answer({ error: describe(reason) + hint(reason), sources: [...sources(), ...missing(reason)] });
}

/** What may be behind it that a program trips over one of its values. */
function hint(reason: unknown): string {
    const types = reason instanceof TypeError ? (program?.unknownTypes ?? []) : [];
    return types.length === 0
        ? ""
        : `\nThe local cloud does not know ${types.join(", ")}: text stands for what it cannot make up of their outputs.`;
}

/** The file that a program failed for the lack of, as far as its error tells. */
function missing(reason: unknown): string[] {
    if (!(reason instanceof Error)) {
        return [];
    }
    const { code, message, path: file, requireStack } = reason as NodeJS.ErrnoException & { requireStack?: string[] };
    if (code === "MODULE_NOT_FOUND") {
        const [, request] = /^Cannot find module '(\.[^']*)'/.exec(message) ?? [];
        const [from] = requireStack ?? [];
        return request === undefined || from === undefined ? [] : [path.resolve(path.dirname(from), request)];
    }
    return code === "ENOENT" && file !== undefined ? [path.resolve(file)] : [];
}

/** The program's own files, loaded or made into assets: those below its folder that are no package's. */
function sources(): string[] {
    const folder = process.cwd() + path.sep;
    const files = [...Object.keys(require.cache), ...listAssetSources()];
    return [...new Set(files)].filter(
        (file) => file.startsWith(folder) && !file.includes(`${path.sep}node_modules${path.sep}`),
    );
}

/** What a person needs of a program's failure: the message, and the places in the program's own files. */
function describe(reason: unknown): string {
    if (!(reason instanceof Error)) {
        return String(reason);
    }
    const { name, message, stack = "" } = reason;
    if (name === "TSError" || pulumi.RunError.isInstance(reason)) {
        return message;
    }
    const places = stack.split("\n").filter((line) => /^\s+at /.test(line));
    const own = places.filter((line) => line.includes(process.cwd()) && !line.includes("node_modules"));
    return [message, ...own].join("\n").replaceAll(process.cwd() + path.sep, "");
}
