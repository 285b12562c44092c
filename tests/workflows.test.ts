import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

interface Step {
    uses?: string;
    run?: string;
    with?: Record<string, unknown>;
}

interface Job {
    if?: string;
    permissions?: Record<string, string>;
    environment?: string;
    steps: Step[];
}

interface Workflow {
    on: unknown;
    permissions: Record<string, string>;
    jobs: Record<string, Job>;
}

const root = path.resolve(__dirname, "..");
const folder = path.join(root, ".github/workflows");

describe("the workflows", () => {
    const texts = Object.fromEntries(
        readdirSync(folder)
            .sort()
            .map((file) => [file, readFileSync(path.join(folder, file), "utf8")]),
    );
    const workflows = Object.fromEntries(
        Object.entries(texts).map(([file, text]) => [file, parse(text, { strict: true }) as Workflow]),
    );
    const workflow = (file: string) => workflows[file] as Workflow;
    const jobs = Object.entries(workflows).flatMap(([file, { jobs: all }]) =>
        Object.entries(all).map(([name, job]) => ({ name: `${file} ${name}`, job })),
    );
    const steps = jobs.flatMap(({ name, job }) => job.steps.map((step) => ({ name, step })));

    it("are these", () => {
        expect(Object.keys(workflows).sort()).to.deep.equal(["ci.yml", "deploy.yml", "preview.yml", "rehearse.yml"]);
    });

    it("use actions by their major version", () => {
        for (const { name, step } of steps) {
            if (step.uses !== undefined) {
                expect(step.uses, name).to.match(/^[\w-]+\/[\w-]+@v\d+$/);
            }
        }
    });

    it("keep no keys: no workflow reads a secret", () => {
        expect(Object.entries(texts).filter(([, text]) => text.includes("secrets."))).to.deep.equal([]);
    });

    it("give nothing to a workflow as a whole but the right to read", () => {
        expect(Object.values(workflows).map(({ permissions }) => permissions)).to.deep.equal([
            { contents: "read" },
            {},
            {},
            {},
        ]);
    });

    it("let only previews and deployments ask AWS for credentials, each stack in its own environment", () => {
        const trusted = jobs.filter(({ job }) => job.permissions?.["id-token"] === "write");

        expect(trusted.map(({ name, job }) => [name, job.environment])).to.deep.equal([
            ["deploy.yml deploy", "${{ matrix.stack }}"],
            ["preview.yml preview", "${{ matrix.stack }}-preview"],
        ]);
    });

    it("run no code of a pull request with a right to write, save the previews of the repository's own branches", () => {
        const writing = jobs.filter(({ job }) => job.permissions?.["pull-requests"] === "write");

        expect(
            writing.map(({ name, job }) => [name, job.steps.some((step) => step.uses?.startsWith("actions/checkout"))]),
        ).to.deep.equal([
            ["preview.yml preview", true],
            ["rehearse.yml comment", false],
        ]);
        for (const { name, job } of writing) {
            expect(job.if, name).to.contain("github.event.pull_request.head.repo.full_name == github.repository");
        }
    });

    it("rehearse every pull request, forks included", () => {
        expect(workflow("rehearse.yml").on).to.equal("pull_request");
        expect(workflow("rehearse.yml").jobs.rehearse).to.not.have.property("if");
    });

    it("take no shell text from a pull request", () => {
        expect(steps.filter(({ step }) => step.run?.includes("${{"))).to.deep.equal([]);
    });

    it("preview and deploy with the Pulumi CLI that the rehearsal builds", () => {
        const pinned = /pulumi\/pkg\/v3 v(\S+)/.exec(readFileSync(path.join(root, ".ci/pulumi/go.mod"), "utf8"))?.[1];
        const used = steps.flatMap(({ step }) =>
            step.uses?.startsWith("pulumi/") ? [step.with?.["pulumi-version"]] : [],
        );

        expect(used).to.deep.equal([pinned, pinned]);
    });
});
