import { expect } from "chai";
import { existsSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";

import type { StepReport } from "../../../cli/rehearse/report";
import { rehearseProgram } from "../../../cli/rehearse/run";
import { upgradeSteps } from "../../../cli/rehearse/steps/upgrade";
import { readThrowawayProject } from "../../../cli/rehearse/throwaway-project";
import { Terminal } from "local-cloud/command";
import { leftOut, pulumiFolder } from "./pulumi";

const root = path.resolve(__dirname, "../../..");

describe(`a rehearsal of an upgrade that replaces a table${leftOut}`, function () {
    this.timeout(240_000);

    before(skipWithoutUpgrade);

    it("fails before it happens, and names the table", async () => {
        const last = (await upgraded("renamed-table")).at(-1);

        expect(last).to.include({ step: "upgrade, previewed", ok: false });
        expect(last?.detail).to.include("Table billing-ledger").and.to.include("--allow-replace billing-ledger");
    });

    it("goes through when it is said to be meant, and keeps the items of the others", async () => {
        const reports = await upgraded("renamed-table", ["billing-ledger"]);

        expect(reports.filter(({ ok }) => !ok)).to.deep.equal([]);
        expect(reports.find(({ step }) => step === "upgrade, previewed")?.detail).to.include("± Table billing-ledger");
        expect(reports.find(({ step }) => step === "items still there")?.detail).to.equal("3 of 3");
    });
});

describe(`a rehearsal of an upgrade to the first store.on${leftOut}`, function () {
    this.timeout(240_000);

    before(skipWithoutUpgrade);

    it("turns on the state table's stream in place, and keeps its items", async () => {
        const reports = await upgraded("first-change-handler");
        const detail = (step: string) => reports.find((one) => one.step === step)?.detail;

        expect(reports.filter(({ ok }) => !ok)).to.deep.equal([]);
        expect(detail("upgrade, previewed")).to.include("~ Table billing-state").and.to.not.include("±");
        expect(detail("items still there")).to.equal("3 of 3");
    });
});

function skipWithoutUpgrade(this: Mocha.Context): void {
    // A source archive has no commits to upgrade from.
    if (pulumiFolder === undefined || !existsSync(path.join(root, ".git"))) {
        this.skip();
    }
}

async function upgraded(program: string, allowReplace: string[] = []): Promise<StepReport[]> {
    const whole = readThrowawayProject(root, "dev");
    const main = path.join(root, "tests/fixtures/rehearse", `${program}.ts`);
    const terminal = new Terminal({ output: new PassThrough().resume(), errors: new PassThrough().resume() });
    return rehearseProgram(
        { ...whole, project: { ...whole.project, main } },
        {
            steps: upgradeSteps({ from: "HEAD", allowReplace, folder: root, stack: "dev" }),
            cliFolder: pulumiFolder ?? "",
            terminal,
        },
    );
}
