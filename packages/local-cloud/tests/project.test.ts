import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { readProject } from "../src/project";

describe("readProject", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "project-"));
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

    it("reads defaults, then the stack's settings, then overrides, as the engine gives them to a program", () => {
        write(
            "Pulumi.yaml",
            "name: shop\nmain: program.ts\nconfig:\n" +
                "  days: {type: integer, default: 30}\n  on: {type: boolean, default: true}\n  aws:region: {value: eu-west-1}\n" +
                "  plain: text\n  key: {type: string, secret: true}\n",
        );
        write("Pulumi.dev.yaml", 'config:\n  shop:days: 7\n  shop:nested: {a: [1]}\n  other:x: "5"\n');

        expect(readProject(folder, "dev", { "shop:key": "s3cret" })).to.deep.equal({
            name: "shop",
            stack: "dev",
            folder,
            main: path.join(folder, "program.ts"),
            config: {
                "shop:days": "7",
                "shop:on": "true",
                "aws:region": "eu-west-1",
                "shop:plain": "text",
                "shop:nested": '{"a":[1]}',
                "other:x": "5",
                "shop:key": "s3cret",
            },
            secretKeys: ["shop:key"],
        });
    });

    it("leaves out what is encrypted for the stack, and knows that it is secret", () => {
        write("Pulumi.yaml", "name: shop\nconfig:\n  token: {default: none}\n");
        write("Pulumi.dev.yaml", "config:\n  shop:token: {secure: AAABAJ}\n");

        const { config, secretKeys } = readProject(folder, "dev");

        expect(config).to.deep.equal({});
        expect(secretKeys).to.deep.equal(["shop:token"]);
    });

    it("knows that a structured value is secret of which a part is encrypted, and leaves that part as it is", () => {
        write("Pulumi.yaml", "name: shop\n");
        write("Pulumi.dev.yaml", "config:\n  shop:keys: {a: {secure: AAABAJ}, b: plain}\n");

        const { config, secretKeys } = readProject(folder, "dev");

        expect(config).to.deep.equal({ "shop:keys": '{"a":{"secure":"AAABAJ"},"b":"plain"}' });
        expect(secretKeys).to.deep.equal(["shop:keys"]);
    });

    it("takes a value that is given as a secret for one", () => {
        write("Pulumi.yaml", "name: shop\n");

        const { config, secretKeys } = readProject(folder, "dev", { token: { secret: "s3cret" }, mode: "test" });

        expect(config).to.deep.equal({ "shop:token": "s3cret", "shop:mode": "test" });
        expect(secretKeys).to.deep.equal(["shop:token"]);
    });

    it("does without a file for the stack", () => {
        write("Pulumi.yaml", "name: shop\n");

        expect(readProject(folder, "dev")).to.include({ name: "shop", main: path.join(folder, "index.ts") });
    });

    it("names the file that is missing, or is not as it should be", () => {
        expect(() => readProject(folder, "dev")).to.throw(path.join(folder, "Pulumi.yaml") + " is missing");
        write("Pulumi.yaml", "name: [shop");
        expect(() => readProject(folder, "dev")).to.throw("Pulumi.yaml is not YAML");
        write("Pulumi.yaml", "description: nameless");
        expect(() => readProject(folder, "dev")).to.throw("Pulumi.yaml has no project name");
    });
});
