import * as pulumi from "@pulumi/pulumi";
import path from "node:path";

import { invokeFunction } from "../resources/functions";
import type { Properties } from "../resources/resource-type";
import { DeclaredResources } from "./declared-resources";
import type { EvaluationAnswer, EvaluationRequest, ResourceGraph } from "./messages";
import { plain } from "./plain";

// The body of the process that evaluates a program: one request in, one answer out. A process of its own, because a
// program's modules stay loaded for as long as their process lives, and Pulumi takes 300 MB.

const exit = process.exit.bind(process);

process.once("message", (request: EvaluationRequest) => {
    // A rejection that nobody awaits is how Pulumi reports a resource that failed; the first one is the cause.
    process.on("unhandledRejection", fail);
    process.on("uncaughtException", fail);
    // An error, which says where, instead of an end without an answer.
    process.exit = (code) => {
        throw new Error(`the program called process.exit(${code ?? ""})`);
    };
    evaluate(request).then((graph) => answer({ graph, sources: sources() }), fail);
});

// The parent has gone: nobody waits for the answer.
process.once("disconnect", () => exit());

let answered = false;

function answer(message: EvaluationAnswer): void {
    if (!answered) {
        answered = true;
        process.send?.(message, () => exit());
    }
}

function fail(reason: unknown): void {
    // With another exit code than 0, Pulumi does not add which promises are still active: they are, and are not the cause.
    process.exitCode = 1;
    answer({ error: describe(reason) + hint(reason), sources: [...sources(), ...missing(reason)] });
}

let unknownTypes: () => string[] = () => [];

/** What may be behind it that a program trips over one of its values. */
function hint(reason: unknown): string {
    const types = reason instanceof TypeError ? unknownTypes() : [];
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

/** The program's own files: those below its folder that are no package's. */
function sources(): string[] {
    const folder = process.cwd() + path.sep;
    return Object.keys(require.cache).filter(
        (file) => file.startsWith(folder) && !file.includes(`${path.sep}node_modules${path.sep}`),
    );
}

/** Runs the program under Pulumi's mocks, which give each resource the outputs that it has here. */
async function evaluate(request: EvaluationRequest): Promise<ResourceGraph> {
    const { project, stack, place } = request;
    pulumi.runtime.setAllConfig(request.config, request.secretKeys);
    const declared = new DeclaredResources(request);
    unknownTypes = () => [...new Set(declared.passedOver.map(({ type }) => type))];
    const failures: unknown[] = [];
    /** A resource that nothing awaits would fail unheard. */
    const heard = <T>(work: Promise<T>): Promise<T> => {
        work.catch((error: unknown) => failures.push(error));
        return work;
    };
    await pulumi.runtime.setMocks(
        {
            newResource: (args) => heard(declared.add(args)),
            call: ({ token, inputs }) => heard((async () => invokeFunction(token, inputs as Properties, place))()),
        },
        project,
        stack,
        false,
    );
    const outputs = await pulumi.runtime.runInPulumiStack(() => {
        pulumi.runtime.registerStackTransformation((args) => declared.note(args));
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Pulumi's own language host loads a program
        return Promise.resolve(require(request.main) as object);
    });
    await pulumi.runtime.disconnect();
    // Node tells of a rejection that nobody handles a turn later: a resource whose input failed would be left out unheard.
    await new Promise((resolve) => setImmediate(resolve));
    if (failures.length > 0) {
        throw failures[0];
    }
    const { resources, passedOver } = declared;
    return { resources, passedOver, outputs: (await plain(outputs ?? {})) as Properties };
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
