import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

interface Step {
    uses?: string;
    run?: string;
    with?: Record<string, unknown>;
    env?: Record<string, string>;
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

/** The inputs that the actions have at the commits that the workflows name, of those that they may need. */
const inputs: Readonly<Record<string, readonly string[]>> = {
    "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd": ["fetch-depth", "persist-credentials", "ref"],
    "actions/download-artifact@70fc10c6e5e1ce46ad2ea6f2b72d43f7d47b13c3": ["name", "path"],
    "actions/setup-go@4b73464bb391d4059bd26b0524d20df3927bd417": ["cache-dependency-path", "go-version-file"],
    "actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f": ["cache", "node-version", "node-version-file"],
    "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f": ["name", "path", "retention-days"],
    "aws-actions/configure-aws-credentials@8df5847569e6427dd6c4fb1cf565c83acfa8afa7": ["aws-region", "role-to-assume"],
    "github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e": ["category"],
    "github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e": ["build-mode", "languages", "queries"],
    "pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d": [
        "always-include-summary",
        "cloud-url",
        "command",
        "comment-on-pr",
        "comment-on-summary",
        "diff",
        "pulumi-version",
        "refresh",
        "secrets-provider",
        "stack-name",
    ],
};

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
        expect(Object.keys(workflows).sort()).to.deep.equal([
            "ci.yml",
            "codeql.yml",
            "deploy.yml",
            "preview.yml",
            "rehearse.yml",
        ]);
    });

    it("use each action by one commit, and say which version that is", () => {
        const uses = Object.values(texts).flatMap((text) => [...text.matchAll(/uses: (.*)$/gm)].map(([, use]) => use));

        expect(uses.length).to.be.greaterThan(10);
        for (const use of uses) {
            expect(use).to.match(/^[\w-]+\/[\w-]+(\/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
        const commits = [...new Set(steps.flatMap(({ step }) => step.uses ?? []))].sort();
        expect(commits).to.deep.equal(Object.keys(inputs).sort());
    });

    it("give each action only inputs that it has at that commit", () => {
        const unknown = steps.flatMap(({ name, step }) =>
            Object.keys(step.with ?? {})
                .filter((input) => !inputs[step.uses ?? ""]?.includes(input))
                .map((input) => `${name}: ${step.uses} has no input ${input}`),
        );

        expect(unknown).to.deep.equal([]);
    });

    it("keep no keys but Pulumi's own token and passphrase, which Pulumi alone is given", () => {
        const secrets = {
            PULUMI_ACCESS_TOKEN: "${{ secrets.PULUMI_ACCESS_TOKEN }}",
            PULUMI_CONFIG_PASSPHRASE: "${{ secrets.PULUMI_CONFIG_PASSPHRASE }}",
        };

        const given = steps.filter(({ step }) => JSON.stringify(step).includes("secrets."));

        expect(given.map(({ name, step }) => [name, step.uses?.split("@")[0], step.env])).to.deep.equal([
            ["deploy.yml deploy", "pulumi/actions", secrets],
            ["preview.yml preview", "pulumi/actions", secrets],
        ]);
        const mentions = Object.values(texts).flatMap((text) => text.match(/secrets\./g) ?? []);
        expect(mentions).to.have.length(4);
    });

    it("name a stack with its organization where there is one, as Pulumi Cloud wants it", () => {
        const names = steps.flatMap(({ step }) =>
            step.uses?.startsWith("pulumi/") ? [step.with?.["stack-name"]] : [],
        );

        const name =
            "${{ vars.PULUMI_ORGANIZATION && format('{0}/{1}', vars.PULUMI_ORGANIZATION, matrix.stack) || matrix.stack }}";
        expect(names).to.deep.equal([name, name]);
    });

    it("keep the preview's summary in a comment that is cut for its length", () => {
        const preview = steps.find(({ step }) => step.with?.command === "preview")?.step;

        expect(preview?.with).to.include({ "comment-on-pr": true, "always-include-summary": true });
    });

    it("give nothing to a workflow as a whole but the right to read", () => {
        expect(Object.values(workflows).map(({ permissions }) => permissions)).to.deep.equal([
            { contents: "read" },
            {},
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

    it("let only code scanning write findings, which runs no code at all", () => {
        const writing = jobs.filter(({ job }) => job.permissions?.["security-events"] === "write");

        expect(
            writing.map(({ name, job }) => [name, job.steps.map(({ uses, run }) => uses?.split("@")[0] ?? run)]),
        ).to.deep.equal([
            ["codeql.yml analyze", ["actions/checkout", "github/codeql-action/init", "github/codeql-action/analyze"]],
        ]);
        expect(writing[0]?.job.steps[1]?.with).to.include({ "build-mode": "none" });
    });

    it("rehearse every pull request, forks included", () => {
        expect(workflow("rehearse.yml").on).to.equal("pull_request");
        expect(workflow("rehearse.yml").jobs.rehearse).to.not.have.property("if");
    });

    it("take no shell text from a pull request", () => {
        expect(steps.filter(({ step }) => step.run?.includes("${{"))).to.deep.equal([]);
    });

    describe("in docs/deploying.md", () => {
        const docs = readFileSync(path.join(root, "docs/deploying.md"), "utf8");

        it("have every variable and secret that they read", () => {
            const read = Object.values(texts).flatMap((text) =>
                [...text.matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name]) => name as string),
            );

            expect([...new Set(read)].sort()).to.deep.equal([
                "AWS_REGION",
                "AWS_ROLE",
                "PULUMI_ACCESS_TOKEN",
                "PULUMI_BACKEND_URL",
                "PULUMI_CONFIG_PASSPHRASE",
                "PULUMI_ORGANIZATION",
                "PULUMI_STACKS",
            ]);
            expect(read.filter((name) => !docs.includes(`\`${name}\``))).to.deep.equal([]);
        });

        it("are trusted by the subject that GitHub gives a job, with the ids of owner and repository or without", () => {
            const policies = [...docs.matchAll(/```json\n([^]*?)```/g)].map(([, json = ""]) => json);
            const policy = policies.find((json) => json.includes("sts:AssumeRoleWithWebIdentity")) ?? "{}";
            const { Statement } = JSON.parse(policy) as {
                Statement: { Condition: { StringEquals: Record<string, string> } }[];
            };

            expect(Statement.map(({ Condition }) => Condition.StringEquals)).to.deep.equal([
                {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub":
                        "repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:environment:prod",
                },
            ]);
            expect(docs).to.contain("`repo:OWNER/REPOSITORY:environment:prod`");
            expect(docs).to.contain("`gh api repos/OWNER/REPOSITORY --jq '.owner.id, .id'`");
        });
    });

    it("are kept current, with the packages, each month", () => {
        const { updates } = parse(readFileSync(path.join(root, ".github/dependabot.yml"), "utf8")) as {
            updates: { "package-ecosystem": string; schedule: object; ignore?: { "dependency-name": string }[] }[];
        };

        expect(updates.map((one) => [one["package-ecosystem"], one.schedule])).to.deep.equal([
            ["github-actions", { interval: "monthly" }],
            ["npm", { interval: "monthly" }],
        ]);
        const ignored = updates.flatMap(({ ignore = [] }) => ignore.map((one) => one["dependency-name"]));
        expect(ignored).to.deep.equal(["node-*", "@types/node", "typescript"]);
    });

    it("preview and deploy with the Pulumi CLI that the rehearsal builds", () => {
        const pinned = /pulumi\/pkg\/v3 v(\S+)/.exec(readFileSync(path.join(root, ".ci/pulumi/go.mod"), "utf8"))?.[1];
        const used = steps.flatMap(({ step }) =>
            step.uses?.startsWith("pulumi/") ? [step.with?.["pulumi-version"]] : [],
        );

        expect(used).to.deep.equal([pinned, pinned]);
    });
});
