import { expect } from "chai";
import { evaluateProgram, type Project, ProgramError, readProject, type ResourceGraph } from "local-cloud";
import { ReusingEvaluator } from "local-cloud/testing";
import path from "node:path";

import { root, signingSecret } from "../end-to-end/local-run";

const place = { accountId: "000000000000", region: "us-east-1", awsUrl: "http://aws", gatewayUrl: "http://gateway" };

/** Functions are registered once their code is there, in any order. */
const inOrder = ({ resources, ignored, outputs }: ResourceGraph) => ({
    resources: resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1)),
    ignored,
    outputs,
});

describe("a program that is evaluated in a process that has evaluated others", function () {
    this.timeout(60_000);
    const evaluator = new ReusingEvaluator(root);
    const project = (settings: Parameters<typeof readProject>[2], main = "index.ts"): Project => ({
        ...readProject(root, "dev", settings),
        main: path.join(root, main),
    });

    after(() => evaluator.stop());

    it("has the graph that a process of its own makes", async () => {
        const own = project({ signingSecret: { secret: signingSecret } });
        const settings = { signingSecret: { secret: "whsec_other" }, archiveDays: "3", mended: "true" };
        const other = await evaluator.evaluate(project(settings, "tests/fixtures/operating.ts"), place);

        const reused = await evaluator.evaluate(own, place);
        const alone = await evaluateProgram(own, place);

        expect(other.resources.map(({ name }) => name)).to.include("receipts");
        expect(inOrder(reused)).to.deep.equal(inOrder(alone));
    });

    it("says why it fails", async () => {
        const missing = project({}, "tests/fixtures/missing.ts");
        const failure = await evaluator.evaluate(missing, place).catch((error: unknown) => error);

        expect(failure).to.be.instanceOf(ProgramError);
        expect((failure as Error).message)
            .to.contain("Cannot find module")
            .and.contain("tests/fixtures/missing.ts");
    });
});
