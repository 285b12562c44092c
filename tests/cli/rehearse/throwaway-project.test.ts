import { expect } from "chai";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";

import { readThrowawayProject, writeProjectFile } from "../../../cli/rehearse/throwaway-project";

describe("the throwaway project of a rehearsal", () => {
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "project-"));
        await writeFile(
            path.join(folder, "Pulumi.yaml"),
            "name: p\nruntime: nodejs\nmain: index.ts\nbackend: { url: 's3://theirs' }\n" +
                "config: { token: { type: string, secret: true }, mode: { default: test } }\n",
        );
        await writeFile(
            path.join(folder, "Pulumi.dev.yaml"),
            "encryptionsalt: v1:theirs\nconfig: { 'p:days': 3, 'p:key': { secure: v1:sealed } }\n",
        );
    });
    afterEach(() => rm(folder, { recursive: true }));

    it("has the stack's plain settings and the defaults, and makes secrets up", () => {
        const { config, madeUp } = readThrowawayProject(folder, "dev");

        expect(config["p:days"]).to.deep.equal({ value: "3", secret: false });
        expect(config["p:mode"]).to.deep.equal({ value: "test", secret: false });
        expect(config["p:token"]).to.include({ secret: true });
        expect(madeUp).to.have.members(["p:token", "p:key", "p:signingSecret"]);
        expect(JSON.stringify(config)).not.to.include("sealed");
    });

    it("makes up the signing secret, an API key in the form of one, and registers no endpoint", async () => {
        await writeFile(
            path.join(folder, "Pulumi.yaml"),
            "name: p\nconfig: { registerEndpoint: { default: false } }\n",
        );
        await writeFile(
            path.join(folder, "Pulumi.dev.yaml"),
            "config: { 'p:stripeApiKey': { secure: v1:sealed }, 'p:registerEndpoint': true }\n",
        );

        const { config } = readThrowawayProject(folder, "dev");

        expect(config["p:signingSecret"]?.value).to.match(/^whsec_/);
        expect(config["p:stripeApiKey"]?.value).to.match(/^rk_test_/);
        expect(config["p:registerEndpoint"]).to.deep.equal({ value: "false", secret: false });
    });

    it("makes up the secret of each endpoint that the stack names, but for the default one, whose secret it has", async () => {
        await writeFile(path.join(folder, "Pulumi.yaml"), "name: p\n");
        await writeFile(
            path.join(folder, "Pulumi.dev.yaml"),
            "config: { 'p:signingSecrets': { connect: { secure: v1:sealed }, default: { secure: v1:sealed } } }\n",
        );

        const { config } = readThrowawayProject(folder, "dev");

        const named = config["p:signingSecrets"];
        expect(named?.secret).to.equal(true);
        expect(JSON.parse(named?.value ?? "")).to.have.all.keys("connect");
        expect(named?.value).to.match(/^\{"connect":"whsec_[0-9a-f]{48}"\}$/);
        expect(config["p:signingSecret"]?.value).to.match(/^whsec_/);
    });

    it("makes up other secrets each time", () => {
        const [one, two] = [1, 2].map(() => readThrowawayProject(folder, "dev").config["p:token"]?.value);

        expect(one).not.to.equal(two);
    });

    it("does not take over the person's backend", async () => {
        const work = path.join(folder, "work");

        await writeProjectFile(readThrowawayProject(folder, "dev"), work);

        const written = parse(await readFile(path.join(work, "Pulumi.yaml"), "utf8")) as object;
        expect(written).to.have.all.keys("name", "runtime", "main", "config");
    });

    it("says so where there is no Pulumi project", () => {
        expect(() => readThrowawayProject(path.join(folder, "nowhere"), "dev")).to.throw("Pulumi.yaml");
    });
});
