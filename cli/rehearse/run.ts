import type { Terminal } from "local-cloud/command";
import type { RehearseOptions } from "./options";
import { findPulumi } from "./pulumi-cli";
import { Rehearsal, type Step } from "./rehearsal";
import { runSteps, type StepReport } from "./report";
import { RehearsalEnvironment } from "./environment";
import { deploymentSteps } from "./steps";
import { upgradeSteps } from "./steps/upgrade";
import { readThrowawayProject, type ThrowawayProject } from "./throwaway-project";

/**
 * Rehearses the program of the working directory.
 *
 * @returns whether all went as it must
 * @throws PulumiMissing
 * @throws CommandError when there is no such program, stack or commit
 */
export async function runRehearse(options: RehearseOptions, terminal: Terminal): Promise<boolean> {
    const { from, allowReplace, stack } = options;
    const cliFolder = await findPulumi();
    const folder = process.cwd();
    const program = readThrowawayProject(folder, stack);
    const start = from === undefined ? "" : `, from ${from}`;
    terminal.line(terminal.style(`Rehearsing ${program.project.name}, stack ${stack}${start}`, "bold"));
    const steps = from === undefined ? deploymentSteps : upgradeSteps({ from, allowReplace, folder, stack });
    const reports = await rehearseProgram(program, { steps, cliFolder, terminal });
    const ok = reports.every((report) => report.ok);
    terminal.result({ ok, steps: reports });
    return ok;
}

/** Runs `steps` in an environment of their own, which is gone afterwards. */
export async function rehearseProgram(
    program: ThrowawayProject,
    { steps, cliFolder, terminal }: { steps: readonly Step[]; cliFolder: string; terminal: Terminal },
): Promise<StepReport[]> {
    const environment = await RehearsalEnvironment.open({
        cliFolder,
        region: program.config["aws:region"]?.value ?? "us-east-1",
    });
    const end = closeOnInterrupt(environment);
    try {
        return await runSteps(steps, new Rehearsal(environment, program), terminal);
    } finally {
        end();
        await environment.close();
    }
}

/** Ctrl-C ends the children and removes the folder, too. */
function closeOnInterrupt(environment: RehearsalEnvironment): () => void {
    const close = (signal: string) =>
        void environment.close().finally(() => process.exit(signal === "SIGHUP" ? 0 : 130));
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    signals.forEach((signal) => process.once(signal, close));
    return () => signals.forEach((signal) => process.off(signal, close));
}
