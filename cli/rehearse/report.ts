import { type Terminal, CommandError } from "local-cloud/command";
import type { Rehearsal, Step } from "./rehearsal";
import { StepFailure } from "./step-failure";

/** What came of a step. */
export interface StepReport {
    step: string;
    ok: boolean;
    milliseconds: number;
    /** What was found, or what the failure means. */
    detail: string;
    /** The engine's own words on a failure. */
    said?: readonly string[];
}

/** Runs the steps in their order until one fails, and shows a line of the table for each. */
export async function runSteps(
    steps: readonly Step[],
    rehearsal: Rehearsal,
    terminal: Terminal,
): Promise<StepReport[]> {
    const width = Math.max(...steps.map(({ name }) => name.length));
    const reports: StepReport[] = [];
    for (const step of steps) {
        const report = await runStep(step, rehearsal);
        reports.push(report);
        show(report, width, terminal);
        if (!report.ok) {
            break;
        }
    }
    return reports;
}

async function runStep(one: Step, rehearsal: Rehearsal): Promise<StepReport> {
    const { name: step } = one;
    const start = performance.now();
    const took = () => Math.round(performance.now() - start);
    try {
        const detail = await one.run(rehearsal);
        return { step, ok: true, milliseconds: took(), detail };
    } catch (error) {
        if (error instanceof StepFailure || error instanceof CommandError) {
            const said = error instanceof StepFailure && error.said.length > 0 ? { said: error.said } : {};
            return { step, ok: false, milliseconds: took(), detail: error.message, ...said };
        }
        throw error;
    }
}

function show({ step, ok, milliseconds, detail, said = [] }: StepReport, width: number, terminal: Terminal): void {
    const mark = ok ? terminal.style("✓", "green") : terminal.style("✗", "red");
    const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(7);
    terminal.line(
        `${mark} ${step.padEnd(width)}  ${terminal.style(seconds, "dim")}  ${detail.replaceAll("\n", "\n    ")}`,
    );
    for (const words of said) {
        terminal.line(`    ${terminal.style(words.replaceAll("\n", "\n    "), "red")}`);
    }
}
