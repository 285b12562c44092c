import type { EvaluationRequest, ProgramSettings } from "../evaluation/messages";
import { inPackage } from "../evaluation/package-files";
import { PreparedProgram } from "../evaluation/prepared-program";
import { omitPulumiStackTraces } from "../evaluation/stack-traces";

// The body of the process of a ReusingEvaluator: settings and request in, graph out, again and again. It ends when a program
// fails, for what that leaves behind is not known.

omitPulumiStackTraces();

process.on("message", ([settings, request]: [ProgramSettings, EvaluationRequest]) => {
    forgetProgram();
    PreparedProgram.prepare(settings)
        .then((program) => program.evaluate(request))
        .then((graph) => process.send?.(graph), fail);
});
process.on("unhandledRejection", fail);
process.on("uncaughtException", fail);
process.once("disconnect", () => process.exit());

/** A program's own files are loaded anew, as the next one's; packages stay loaded. */
function forgetProgram(): void {
    for (const file of Object.keys(require.cache)) {
        if (!inPackage(file)) {
            delete require.cache[file];
        }
    }
}

/** Says nothing: a process of the program's own will. */
function fail(): void {
    process.exit(1);
}
