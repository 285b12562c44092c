import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { type RunningProcess, runProcess, shows } from "../../src/testing/run-process";
import { until } from "../../src/testing/until";

const own = path.resolve(__dirname, "../..");
const packages = path.dirname(path.dirname(createRequire(__filename).resolve("typescript/package.json")));

interface Order {
    id: string;
    total: number;
    currency: string;
    status: string;
}

/** A program that is up sooner than the orders' own. */
const small = 'import { Queue } from "@pulumi/aws/sqs";\nnew Queue("returns");\n';

describe("npx local-cloud in an unrelated Pulumi project", function () {
    this.timeout(120_000);
    let folder: string;
    let runs: RunningProcess[];

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "orders-"));
        runs = [];
        cpSync(path.join(own, "tests/fixtures/orders"), folder, { recursive: true });
        // As npm would install them.
        mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
        for (const name of ["@pulumi", "@aws-sdk"]) {
            symlinkSync(path.join(packages, name), path.join(folder, "node_modules", name));
        }
        symlinkSync(own, path.join(folder, "node_modules/local-cloud"));
        symlinkSync("../local-cloud/bin/local-cloud.cjs", path.join(folder, "node_modules/.bin/local-cloud"));
    });

    afterEach(async () => {
        runs.forEach(({ child }) => child.kill("SIGKILL"));
        await Promise.all(runs.map(({ ended }) => ended));
        rmSync(folder, { recursive: true, force: true });
    });

    function start(...args: string[]): RunningProcess {
        const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
        const command = path.join(folder, "node_modules/.bin/local-cloud");
        const run = runProcess(command, args, { cwd: folder, env: { ...process.env, PATH } });
        runs.push(run);
        return run;
    }

    const write = (text: string) => writeFileSync(path.join(folder, "index.ts"), text);
    const free = ["--port", "0", "--aws-port", "0"];
    const shown = (run: RunningProcess, name: string) => new RegExp(`${name} +(\\S+)`).exec(run.output)?.[1] ?? "";

    it("takes an order from its API to its table, brings up what is saved, and ends with everything", async () => {
        const run = start(...free, "--config", "currency=SEK", "--region", "eu-north-1");
        await shows(run, "Ctrl-C stops it");
        const ordersUrl = shown(run, "ordersUrl");

        const placed = await fetch(ordersUrl, {
            method: "POST",
            body: JSON.stringify({ items: [{ price: 250, quantity: 2 }] }),
        });
        const { id } = (await placed.json()) as Order;
        const order = await until(`order ${id}`, async () => {
            const response = await fetch(`${ordersUrl}/${id}`);
            return response.status === 200 ? ((await response.json()) as Order) : undefined;
        });
        const table = await fetch(shown(run, "AWS endpoint"), {
            method: "POST",
            headers: { "x-amz-target": "DynamoDB_20120810.Scan", "content-type": "application/x-amz-json-1.0" },
            body: JSON.stringify({ TableName: shown(run, "tableName") }),
        });
        const { Items } = (await table.json()) as { Items: unknown[] };
        await shows(run, "done      fulfil ");

        const source = readFileSync(path.join(folder, "index.ts"), "utf8");
        write(`${source}\nnew aws.sqs.Queue("returns");\n`);
        await shows(run, "created Queue returns");
        run.child.kill("SIGINT");

        expect(await run.ended).to.equal(0);
        expect(order).to.deep.equal({ id, total: 500, currency: "SEK", status: "fulfilled" });
        expect(Items).to.deep.equal([
            { id: { S: id }, total: { N: "500" }, currency: { S: "SEK" }, status: { S: "fulfilled" } },
        ]);
        expect(run.output).to.match(/^orders runs on this machine\.\n/);
        expect(run.output).to.match(/\nResources: \d+ created\n/);
        expect(run.errors).to.equal("");
        expect(execFileSync("ps", ["-A", "-o", "args"]).toString()).to.not.contain(folder);
    });

    it("brings it up once with --once, and says in one message what is wrong with a program or a command", async () => {
        write(small);
        const once = start(...free, "--ephemeral", "--once");
        expect(await once.ended).to.equal(0);
        expect(once.output).to.match(/^orders comes up on this machine\.\n/);

        const unknown = start("--sped", "2");
        expect(await unknown.ended).to.equal(1);
        expect(unknown.errors).to.match(/^error: unknown option '--sped'.*--help shows all options/);

        write('throw new Error("no such shop");\n');
        const broken = start(...free, "--ephemeral");
        expect(await broken.ended).to.equal(1);
        expect(broken.errors).to.equal(
            "error: the program does not evaluate:\nno such shop\n    at Object.<anonymous> (index.ts:1:7)\n",
        );

        rmSync(path.join(folder, "Pulumi.yaml"));
        const missing = start();
        expect(await missing.ended).to.equal(1);
        expect(missing.errors).to.match(/^error: \S+Pulumi\.yaml is missing: run this in the folder of a Pulumi/);
    });

    it("ends with everything when nobody reads on", async () => {
        write("export const nothing = 0;\n");
        const run = start(...free, "--ephemeral");
        await shows(run, "Ctrl-C stops it");

        run.child.stdout?.destroy();
        write(small);

        expect(await run.ended).to.equal(0);
        expect(run.errors).to.not.contain("EPIPE");
    });
});
