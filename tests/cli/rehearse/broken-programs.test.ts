import { expect } from "chai";
import path from "node:path";
import { PassThrough } from "node:stream";

import type { StepReport } from "../../../cli/rehearse/report";
import { rehearseProgram } from "../../../cli/rehearse/run";
import { deploymentSteps } from "../../../cli/rehearse/steps";
import { readThrowawayProject } from "../../../cli/rehearse/throwaway-project";
import { Terminal } from "local-cloud/command";
import { leftOut, pulumiFolder } from "./pulumi";

const root = path.resolve(__dirname, "../../..");

/** The program with one fault each, the step that it fails at, and what the message must name. */
const faults = [
    { program: "captured-secret", step: "preview", says: /leaky.*signingSecret/s },
    { program: "missing-bus", step: "preview", says: /EventRule lost.*no-such-bus/s },
    { program: "long-name", step: "preview", says: /Queue endless.*81 characters/s },
    { program: "broken-policy", step: "preview", says: /Role garbled.*assumeRolePolicy/s },
    { program: "changing-input", step: "preview again", says: /LogGroup restless \(tags\)/ },
    { program: "changing-key", step: "new secret and setting", says: /replace.*Table fragile/ },
];

describe(`a rehearsal of a broken program${leftOut}`, function () {
    this.timeout(240_000);

    before(function () {
        if (pulumiFolder === undefined) {
            this.skip();
        }
    });

    for (const { program, step, says } of faults) {
        it(`fails at "${step}" for a ${program.replace("-", " ")}, and names it`, async () => {
            const last = (await rehearsed(program)).at(-1);

            expect(last).to.include({ step, ok: false });
            expect([last?.detail, ...(last?.said ?? [])].join("\n")).to.match(says);
        });
    }
});

async function rehearsed(program: string): Promise<StepReport[]> {
    const whole = readThrowawayProject(root, "dev");
    const main = path.join(root, "tests/fixtures/rehearse", `${program}.ts`);
    const terminal = new Terminal({ output: new PassThrough().resume(), errors: new PassThrough().resume() });
    return rehearseProgram(
        { ...whole, project: { ...whole.project, main } },
        { steps: deploymentSteps, cliFolder: pulumiFolder ?? "", terminal },
    );
}
