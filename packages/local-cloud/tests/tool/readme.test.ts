import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { captureOutput } from "../../src/testing/capture-output";
import { toolCommand } from "../../src/tool/options";
import { showReady } from "../../src/tool/show-ready";
import { Terminal } from "../../src/tool/terminal";

const readme = readFileSync(path.resolve(__dirname, "../../README.md"), "utf8");
const blocks = [...readme.matchAll(/^```\n(.*?)^```$/gms)].map(([, text]) => text);

describe("the README of local-cloud", () => {
    it("has every option of its command, and no other", () => {
        const listed = [...readme.matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name);

        expect(listed).to.deep.equal(toolCommand().options.map(({ long }) => long));
    });

    it("shows the terminal as it is, of the command that tool.test.ts runs", () => {
        const output = captureOutput();

        const gatewayUrl = "http://127.0.0.1:4242";
        const awsUrl = "http://127.0.0.1:4566";
        showReady(new Terminal({ output }), {
            name: "orders",
            place: { gatewayUrl, awsUrl },
            outputs: {
                ordersUrl: `${gatewayUrl}/orders`,
                tableName: "orders-a31f174",
                packingUrl: `${awsUrl}/000000000000/packing-a5f10c0`,
                unpackableUrl: `${awsUrl}/000000000000/unpackable-f3dd309`,
            },
            changes: { created: Array.from({ length: 21 }, String), updated: [], deleted: [], unchanged: 0 },
            kept: ".local",
        });

        expect(blocks).to.deep.equal(["npx local-cloud\n", output.text()]);
    });
});
