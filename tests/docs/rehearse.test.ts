import { expect } from "chai";
import { Terminal } from "local-cloud/command";
import { captureOutput } from "local-cloud/testing";
import { readFileSync } from "node:fs";
import path from "node:path";

import type { Rehearsal, Step } from "../../cli/rehearse/rehearsal";
import { runSteps } from "../../cli/rehearse/report";
import { StepFailure } from "../../cli/rehearse/step-failure";
import { deploymentSteps } from "../../cli/rehearse/steps";
import { upgradeSteps } from "../../cli/rehearse/steps/upgrade";

const root = path.resolve(__dirname, "../..");
const page = readFileSync(path.join(root, "docs/rehearse.md"), "utf8");
const blocks = [...page.matchAll(/^```\n(.*?)^```$/gms)].map(([, text = ""]) => text);

/** A step's line: its mark, its name, how long it took, what was found; below it, what the engine said. */
const line = /^([✓✗]) (.+?) +(\d+\.\d s) {2}(.*)$/;

describe("the outputs of docs/rehearse.md", () => {
    /** The block that begins so. */
    const block = (beginning: string) =>
        blocks
            .find((text) => text.startsWith(beginning))
            ?.trimEnd()
            .split("\n") ?? [];
    const upgrade = upgradeSteps({ from: "v1.2.0", allowReplace: [], folder: root, stack: "dev" });

    /** What `npm run rehearse` prints of steps that found what the page says. The times are the page's. */
    async function render(shown: readonly string[], steps: readonly Step[]): Promise<string[]> {
        const found = new Map<string, { ok: boolean; detail: string; said: string[] }>();
        for (const row of shown) {
            const [, mark, name = "", , detail = ""] = line.exec(row) ?? [];
            if (mark === undefined) {
                [...found.values()].at(-1)?.said.push(row.trim());
            } else {
                found.set(name, { ok: mark === "✓", detail, said: [] });
            }
        }
        const output = captureOutput();
        const made = steps.map(({ name }): Step => {
            const { ok = true, detail = "", said = [] } = found.get(name) ?? {};
            return {
                name,
                run: async () => {
                    if (!ok) {
                        throw new StepFailure(detail, said);
                    }
                    return detail;
                },
            };
        });
        await runSteps(made, {} as Rehearsal, new Terminal({ output, environment: {} }));
        return output.text().trimEnd().split("\n");
    }

    const timeless = (rows: readonly string[]) => rows.map((row) => row.replace(/[ \d]{3}\.\d s {2}/, "TIME  "));

    it("has a line for each step of a deployment's life, as the command prints them", async () => {
        const [command, title, ...rows] = block("$ npm run rehearse\n");

        expect([command, title]).to.deep.equal(["$ npm run rehearse", "Rehearsing stripe-eventbridge, stack dev"]);
        expect(rows.map((row) => line.exec(row)?.[2])).to.deep.equal(deploymentSteps.map(({ name }) => name));
        expect(timeless(await render(rows, deploymentSteps))).to.deep.equal(timeless(rows));
    });

    for (const [beginning, steps] of [
        ["✗ preview ", deploymentSteps],
        ["✗ upgrade, previewed ", upgrade],
    ] as const) {
        it(`shows a step that fails, and no further one: ${beginning.trim()}`, async () => {
            const rows = block(beginning);
            const name = line.exec(rows[0] ?? "")?.[2] ?? "";
            const before = steps.findIndex((step) => step.name === name);

            const printed = await render(rows, steps);

            expect(before, name).to.be.at.least(0);
            expect(timeless(printed.slice(before))).to.deep.equal(timeless(rows));
        });
    }

    it("tells every step in the list of what they show", () => {
        const listed = [...page.matchAll(/^\| ([a-z].*?) +\| /gm)].map(([, names = ""]) => names);

        const names = listed.flatMap((one) =>
            one === "preview, up"
                ? ["preview", "up"]
                : one === "drift, found; mended"
                  ? ["drift, found", "drift, mended"]
                  : [one],
        );

        expect(names.slice(1)).to.deep.equal(deploymentSteps.map(({ name }) => name));
    });
});
