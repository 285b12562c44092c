import { createRequire } from "node:module";
import path from "node:path";

import type { TypeCheckRequest } from "./messages";

// The body of the process that checks a program's types: one request in, the errors out. A process of its own, since
// the types of Pulumi's packages take seconds and 900 MB.

const parent = process.ppid;

process.once("message", (request: TypeCheckRequest) => {
    process.send?.(typeErrors(request), () => process.exit());
});

/**
 * The type errors that Pulumi's own language host would stop at, as TypeScript prints them: those of the files that
 * the program loads, as ts-node checks them.
 *
 * Source: pulumi `cmd/run/run.ts`
 */
function typeErrors({ folder, sources, buildInfo }: TypeCheckRequest): string {
    const ts = createRequire(path.join(folder, "package.json"))("typescript") as typeof import("typescript");
    const given = { noEmit: true, composite: false, incremental: buildInfo !== undefined, tsBuildInfoFile: buildInfo };
    const config = ts.getParsedCommandLineOfConfigFile(path.join(folder, "tsconfig.json"), given, {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: () => undefined,
    });
    if (config === undefined || config.options.noCheck === true) {
        return "";
    }
    const host = ts.createIncrementalCompilerHost(config.options);
    const fileExists = host.fileExists.bind(host);
    host.fileExists = (file) => {
        exitWhenAlone();
        return fileExists(file);
    };
    const program = ts.createIncrementalProgram({ rootNames: sources, options: config.options, host });
    const token = { isCancellationRequested: () => false, throwIfCancellationRequested: exitWhenAlone };
    const errors = sources.flatMap((source) => {
        const file = program.getSourceFile(source);
        return [...program.getSyntacticDiagnostics(file, token), ...program.getSemanticDiagnostics(file, token)];
    });
    program.emit();
    return ts.formatDiagnostics(errors, {
        getCurrentDirectory: () => folder,
        getCanonicalFileName: (name) => name,
        getNewLine: () => "\n",
    });
}

/** While it works, this process hears nothing: not that its parent has gone, either. */
function exitWhenAlone(): void {
    if (process.ppid !== parent) {
        process.exit();
    }
}
