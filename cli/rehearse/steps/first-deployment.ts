import { counted, groupChanges, listed } from "../changes";
import type { Rehearsal, Step } from "../rehearsal";
import { StepFailure, succeeded } from "../step-failure";

/** The engine's view of the program before anything is there. */
export const preview: Step = {
    name: "preview",
    async run({ environment, program }) {
        await environment.loadProgram(program);
        const { steps } = succeeded(await environment.run("preview"), "the program does not preview");
        return `${groupChanges(steps).length} to create`;
    },
};

export const up: Step = {
    name: "up",
    async run(rehearsal) {
        const result = succeeded(
            await rehearsal.environment.run("up"),
            "the program does not deploy: AWS would refuse it too",
        );
        rehearsal.deployed(result);
        return counted(groupChanges(result.steps));
    },
};

/** What is deployed is what the program says: nothing is left to change. */
export const settled: Step = {
    name: "preview again",
    run: (rehearsal) => expectSettled(rehearsal),
};

/** @throws StepFailure naming what would change */
export async function expectSettled({ environment }: Rehearsal): Promise<string> {
    const { steps, same } = succeeded(
        await environment.run("preview"),
        "the program does not preview once it is deployed",
    );
    const changes = groupChanges(steps);
    if (changes.length > 0) {
        throw new StepFailure(
            `nothing was changed, yet the next deployment would change ${listed(changes)}: an input differs at every ` +
                "run (a time, a random value, an order), or what is deployed never becomes what was asked for",
        );
    }
    return `no change in ${same} resources`;
}
