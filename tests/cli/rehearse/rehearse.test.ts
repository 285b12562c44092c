import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { rehearse } from "../../../cli/rehearse";
import { captureOutput } from "local-cloud/testing";

describe("npm run rehearse", () => {
    let empty: string;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        empty = await mkdtemp(path.join(tmpdir(), "no-pulumi-"));
        environment = { ...process.env };
        process.env.PATH = empty;
        delete process.env.PULUMI_BIN;
    });
    after(async () => {
        process.env = environment;
        await rm(empty, { recursive: true });
    });

    it("says in one sentence where to get the Pulumi CLI when there is none, and exits with 2", async () => {
        const output = captureOutput();
        const errors = captureOutput();

        const code = await rehearse([], output, errors);

        expect(code).to.equal(2);
        expect(errors.text()).to.include("https://www.pulumi.com/docs/install/");
        expect(errors.text().trim().split("\n")).to.have.length(1);
        expect(output.text()).to.equal("");
    });

    it("says the same as JSON", async () => {
        const errors = captureOutput();

        await rehearse(["--json"], captureOutput(), errors);

        expect(JSON.parse(errors.text())).to.have.key("error");
    });

    it("explains itself without the Pulumi CLI", async () => {
        const output = captureOutput();

        const code = await rehearse(["--help"], output, captureOutput());

        expect(code).to.equal(0);
        expect(output.text()).to.include("--from").and.to.include("--allow-replace").and.to.include("Exit codes");
    });

    it("refuses an option that it does not know", async () => {
        const errors = captureOutput();

        const code = await rehearse(["--form", "HEAD"], captureOutput(), errors);

        expect(code).to.equal(1);
        expect(errors.text()).to.include("--form");
    });
});
