import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { listAssetSources } from "../../src/evaluation/asset-sources";
import { readArchive } from "../../src/evaluation/code-archive";
import { plain } from "../../src/evaluation/plain";
import { PropertyReader } from "../../src/provider/property-reader";
import { signatureKey } from "../../src/resources/signature";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a function's code", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "archive-"));
        mkdirSync(path.join(folder, "built"));
        writeFileSync(path.join(folder, "built", "handler-1.js"), "exports.handler = 1");
        writeFileSync(path.join(folder, "built", "plain.js"), "exports.plain = 1");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("comes from files whose paths count from the project's folder", async () => {
        const archive = new pulumi.asset.AssetArchive({
            "index.js": new pulumi.asset.FileAsset("built/handler-1.js"),
            "lib/plain.js": new pulumi.asset.FileAsset("built/plain.js"),
            "note.txt": new pulumi.asset.StringAsset("a note"),
        });

        const code = await readArchive(archive, folder);

        expect(code).to.deep.equal({
            files: {
                "index.js": base64("exports.handler = 1"),
                "lib/plain.js": base64("exports.plain = 1"),
                "note.txt": base64("a note"),
            },
        });
    });

    it("comes from a folder whose path counts from the project's, too", async () => {
        const { files } = await readArchive(new pulumi.asset.FileArchive("built"), folder);

        expect(Object.keys(files).sort()).to.deep.equal(["handler-1.js", "plain.js"]);
    });

    it("counts the file and the sources of the map beside it among the program's files", async () => {
        const file = path.join(folder, "built", "handler-1.js");
        writeFileSync(`${file}.map`, JSON.stringify({ version: 3, sources: ["../src/handler.ts"], mappings: "" }));
        writeFileSync(path.join(folder, "built", "plain.js.map"), "no map");

        await readArchive(new pulumi.asset.AssetArchive({ a: new pulumi.asset.FileAsset(file) }), folder);
        const asset = new pulumi.asset.FileAsset("built/plain.js");
        await readArchive(new pulumi.asset.AssetArchive({ b: asset }), folder);

        expect(listAssetSources().filter((one) => one.startsWith(folder))).to.deep.equal([
            file,
            path.join(folder, "src/handler.ts"),
            path.join(folder, "built/plain.js"),
        ]);
    });

    it("comes the same way as the engine sends it", async () => {
        const asset = { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", path: "built/handler-1.js" };
        const archive = { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "index.js": asset } };

        const { code } = await new PropertyReader(() => folder).read({ code: archive });

        expect(code).to.deep.equal({
            files: { "index.js": base64("exports.handler = 1") },
        });
    });

    it("is named where it is not there", async () => {
        const error = await plain(new pulumi.asset.FileAsset("absent.js"), folder).catch((reason: Error) => reason);

        expect((error as Error).message).to.include(path.join(folder, "absent.js"));
    });
});
