import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

import { start as startHere } from "../../../cli/start";
import { root } from "../../end-to-end/local-run";
import { captureOutput, type RunningProcess, runProcess, shows } from "local-cloud/testing";

/** A program of one queue, whose visibility timeout tests change. */
const program = (seconds: number | string) => `
import { Queue } from "@pulumi/aws/sqs";
import { name } from "./names";
const queue = new Queue(name, { visibilityTimeoutSeconds: ${seconds} });
export const queueUrl = queue.url;
`;

describe("npm start", function () {
    this.timeout(120_000);
    let folder: string;
    let runs: RunningProcess[];

    beforeEach(() => {
        // Below the project, so that the program finds its packages.
        mkdirSync(path.join(root, ".local"), { recursive: true });
        folder = mkdtempSync(path.join(root, ".local", "test-"));
        // What is kept of builds is there.
        symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
        runs = [];
        write("Pulumi.yaml", "name: small\nmain: index.ts\n");
        write("names.ts", 'export const name = "jobs";\n');
        write("index.ts", program(30));
    });

    afterEach(async () => {
        runs.forEach(({ child }) => child.kill("SIGKILL"));
        await Promise.all(runs.map(({ ended }) => ended));
        rmSync(folder, { recursive: true, force: true });
    });

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

    function start(...args: string[]): RunningProcess {
        const command = [path.join(root, "cli/run.cjs"), "start", ...args];
        const run = runProcess(process.execPath, command, { cwd: folder });
        runs.push(run);
        return run;
    }

    /** `npm start` in this process, which has loaded it already: for what ends by itself, and leaves nothing. */
    async function startInProcess(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await startHere(["--program", folder, ...args], output, errors);
        return { code, output: output.text(), errors: errors.text() };
    }

    const free = ["--port", "0", "--aws-port", "0", "--stripe-port", "0", "--console-port", "0"];

    const awsEndpoint = (run: RunningProcess) =>
        /http:\/\/127\.0\.0\.1:\d+/.exec(run.output.split("AWS endpoint")[1] ?? "")?.[0] ?? "";

    async function visibilityTimeout(run: RunningProcess): Promise<string | undefined> {
        const health = (await (await fetch(`${awsEndpoint(run)}/_local/health`)).json()) as {
            outputs: { queueUrl: string };
        };
        const response = await fetch(awsEndpoint(run), {
            method: "POST",
            headers: { "x-amz-target": "AmazonSQS.GetQueueAttributes", "content-type": "application/x-amz-json-1.0" },
            body: JSON.stringify({ QueueUrl: health.outputs.queueUrl, AttributeNames: ["VisibilityTimeout"] }),
        });
        const { Attributes } = (await response.json()) as { Attributes?: { VisibilityTimeout: string } };
        return Attributes?.VisibilityTimeout;
    }

    it("runs another folder's program, says once which resource types are ignored, and ends with everything when nobody reads on", async () => {
        const imports = 'import { Bucket } from "@pulumi/aws/s3"; import { Queue } from "@pulumi/aws/sqs";';
        const elsewhere = `${imports} new Bucket("a"); new Bucket("b");`;
        mkdirSync(path.join(folder, "shop"));
        write("shop/Pulumi.yaml", "name: shop\nmain: index.ts\n");
        write("shop/index.ts", elsewhere);

        const run = start(...free, "--program", "shop");
        await shows(run, "Ctrl-C stops it");
        write("shop/index.ts", `${elsewhere} new Queue("orders");`);
        await shows(run, "created Queue orders");

        const warned = run.errors.match(/the local cloud does not know the resource type .* ignored/g);
        expect(warned).to.deep.equal([
            'the local cloud does not know the resource type aws:s3/bucket:Bucket: "a", "b" are ignored',
        ]);
        expect(existsSync(path.join(folder, "shop", ".local", "cloud.sqlite"))).to.equal(true);
        expect(existsSync(path.join(folder, ".local"))).to.equal(false);

        run.child.stdout?.destroy();
        write("shop/index.ts", elsewhere);
        expect(await run.ended).to.equal(0);
        expect(run.errors).to.not.contain("EPIPE");
        expect(execFileSync("ps", ["-A", "-o", "args"]).toString()).to.not.contain(folder);
    });

    it("refuses resource types that it does not know with --strict", async () => {
        write("index.ts", 'import { Bucket } from "@pulumi/aws/s3"; new Bucket("a");');

        const { code, errors } = await startInProcess(...free, "--ephemeral", "--strict");

        expect(code).to.equal(1);
        expect(errors).to.include('does not know the resource type aws:s3/bucket:Bucket (resource "a")');
    });

    it("brings the program to what was saved, a file that it lacked included, keeps the last good one, and ends with everything on Ctrl-C", async () => {
        const run = start(...free, "--data", "kept");
        await shows(run, "Ctrl-C stops it");
        expect(run.output).to.match(/Webhook +none/);
        expect(await visibilityTimeout(run)).to.equal("30");

        write("index.ts", program(60));
        await shows(run, "updated Queue jobs");
        expect(await visibilityTimeout(run)).to.equal("60");

        write("index.ts", program("this is no program"));
        await shows(run, "index.ts");
        await shows(run, "goes on running");
        expect(await visibilityTimeout(run)).to.equal("60");

        const withBills = (seconds: number) => `${program(seconds)}import "./more/bills";\n`;
        write("index.ts", withBills(60));
        await shows(run, "Cannot find module");
        mkdirSync(path.join(folder, "more"));
        write("more/bills.ts", 'import { Queue } from "@pulumi/aws/sqs"; new Queue("bills");\n');
        await shows(run, "created Queue bills");

        write("index.ts", withBills(90));
        write("names.ts", 'export const name = "tasks";\n');
        await shows(run, "created Queue tasks; deleted Queue jobs");
        expect(await visibilityTimeout(run)).to.equal("90");

        run.child.kill("SIGINT");
        expect(await run.ended).to.equal(0);
        const left = execFileSync("ps", ["-A", "-o", "args"]).toString();
        expect(left).to.not.contain(folder);
    });

    it("warns of types that Pulumi would refuse, while the program runs", async () => {
        // Not what the local cloud itself compiles by.
        write("tsconfig.json", '{ "compilerOptions": { "types": [], "lib": ["es5"] } }');
        write("index.ts", 'import { count } from "./names";\nexport const twice = 2 * count;\n');
        write("names.ts", 'export const count: number = "one";\n');
        const run = start(...free, "--data", "kept");
        await shows(run, "Ctrl-C stops it");

        await shows(run, "warning: ");
        await shows(run, "names.ts(1,14): error TS2322");
        write("names.ts", "export const count: number = 1;\n");
        await shows(run, "Reloaded");
        run.child.kill("SIGINT");

        expect(await run.ended).to.equal(0);
        expect(run.errors.match(/TS2322/g)).to.have.length(1);
    });

    it("has one signing secret for one data folder, which one run at a time has, and prints JSON with --json", async () => {
        write("index.ts", 'console.log("loaded");\n');
        const begin = async () => {
            const run = start(...free, "--data", "kept", "--json");
            await shows(run, '"ready"');
            return run;
        };
        const end = async (run: RunningProcess) => {
            run.child.kill("SIGTERM");
            await run.ended;
            expect(run.errors).to.contain("loaded");
            return JSON.parse(run.output) as { status: string; signingSecret: string; awsEndpoint: string };
        };

        const run = await begin();
        const meanwhile = await startInProcess(...free, "--data", path.join(folder, "kept"));
        expect(meanwhile.code).to.equal(1);
        expect(meanwhile.errors).to.contain("kept").and.to.contain("in use");
        const first = await end(run);
        const second = await end(await begin());

        expect(first).to.include({ status: "ready" });
        expect(second.signingSecret).to.equal(first.signingSecret);
    });

    describe("while a handler fails", () => {
        const failing = `
import { StripeBus } from "../../infra/bus";
const bus = new StripeBus("stripe", { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false });
bus.on("tickets", "invoice.paid", (event) => {
    console.log("a ticket for", event.id);
    throw new TypeError("no room for " + event.id);
});
export const busName = bus.name;
`;

        async function put(run: RunningProcess, endpoint: string, busName: string): Promise<void> {
            const detail = { id: "evt_1", type: "invoice.paid", data: { object: { id: "in_1" } } };
            const entry = { Source: "stripe.com", DetailType: "invoice.paid", Detail: JSON.stringify(detail) };
            await fetch(endpoint, {
                method: "POST",
                headers: { "x-amz-target": "AWSEvents.PutEvents", "content-type": "application/x-amz-json-1.1" },
                body: JSON.stringify({ Entries: [{ ...entry, EventBusName: busName }] }),
            });
            await shows(run, "tickets-dead-letters-");
        }

        async function findBusName(endpoint: string): Promise<string> {
            const health = (await (await fetch(`${endpoint}/_local/health`)).json()) as {
                outputs: { busName: string };
            };
            return health.outputs.busName;
        }

        it("shows what it wrote, its error, each attempt, and where the letter is after the last", async () => {
            write("index.ts", failing);
            const run = start(...free, "--ephemeral", "--speed", "600");
            await shows(run, "Ctrl-C stops it");

            await put(run, awsEndpoint(run), await findBusName(awsEndpoint(run)));
            await shows(run, "attempt 3 of 3");
            run.child.kill("SIGINT");
            await run.ended;

            const lines = run.output.replaceAll(/^\d\d:\d\d:\d\dZ /gm, "").split("\n");
            const queue = /tickets-dead-letters-[0-9a-f]{7}/.exec(run.output)?.[0];
            expect(lines).to.include("tickets | a ticket for evt_1");
            expect(lines).to.include("failed    tickets invoice.paid evt_1");
            expect(lines).to.include(`${" ".repeat(20)}TypeError: no room for evt_1`);
            expect(lines).to.include(
                `${" ".repeat(20)}attempt 1 of 3, the next in 0.1 s; after the last, the letter is in ${queue}`,
            );
            expect(lines).to.include(`${" ".repeat(20)}attempt 3 of 3: the letter is in ${queue}`);
        });

        it("prints a JSON document a line with --json, and with --quiet failures alone", async () => {
            write("index.ts", failing);
            const run = start(...free, "--ephemeral", "--json", "--quiet");
            await shows(run, '"ready"');
            const ready = JSON.parse(run.output) as { awsEndpoint: string; outputs: { busName: string } };

            await put(run, ready.awsEndpoint, ready.outputs.busName);
            run.child.kill("SIGINT");
            await run.ended;

            const documents = run.output
                .trimEnd()
                .split("\n")
                .map((line) => JSON.parse(line) as Record<string, unknown>);
            expect(documents).to.have.length(2);
            expect(documents[0]).to.include({ status: "ready" });
            expect(documents[1]).to.deep.include({
                type: "failure",
                function: "tickets",
                eventId: "evt_1",
                error: { type: "TypeError", message: "no room for evt_1" },
                attempt: 1,
                maxAttempts: 3,
                nextAttemptSeconds: 60,
            });
        });
    });

    it("says in one message which port is in use, and fails", async () => {
        const server = createServer().listen(0, "127.0.0.1");
        await new Promise((resolve) => server.once("listening", resolve));
        const { port } = server.address() as { port: number };

        const refused = [];
        for (const option of ["--port", "--aws-port", "--stripe-port"]) {
            refused.push(await startInProcess(...free, option, String(port), "--ephemeral"));
        }
        await new Promise((resolve) => server.close(resolve));

        for (const { code, errors } of refused) {
            expect(code).to.equal(1);
            expect(errors.trim().split("\n")).to.have.length(1);
            expect(errors).to.match(new RegExp(`^error: .*${port}`));
        }
    });

    it("says why a program does not start, and fails", async () => {
        const failures: Record<string, [source: string, message: RegExp]> = {
            "does not compile": [program("this is no program"), /does not evaluate:[^]*index\.ts/],
            "declares what is refused": [program(-1), /aws:sqs\/queue:Queue "jobs": visibilityTimeoutSeconds is -1/],
        };
        for (const [what, [source, message]] of Object.entries(failures)) {
            write("index.ts", source);
            const { code, output, errors } = await startInProcess(...free, "--ephemeral");

            expect(code, what).to.equal(1);
            expect(errors, what).to.match(/^error: /);
            expect(errors, what).to.match(message);
            expect(output, what).to.not.contain("Webhook");
        }
    });

    it("says no more than why a program ends early, though its outputs wait", async () => {
        const waiting = `import * as pulumi from "@pulumi/pulumi"; export const never = pulumi.output(new Promise(() => {}));`;
        const failures: Record<string, [ending: string, message: RegExp]> = {
            "throws later": ['setTimeout(() => { throw new Error("too late"); }, 100);', /^error: .*\n.*too late/],
            "ends itself": ["process.exit(0);", /^error: .*\nthe program called process.exit\(0\)/],
        };
        for (const [what, [ending, message]] of Object.entries(failures)) {
            write("index.ts", `${waiting} ${ending}`);
            const run = start(...free, "--ephemeral");

            expect(await run.ended, what).to.equal(1);
            expect(run.errors, what).to.match(message);
            expect(run.errors, what).to.not.contain("promises were still active");
            expect(run.output, what).to.not.contain("Webhook");
        }
    });

    it("names the folder when there is no project in it", async () => {
        rmSync(path.join(folder, "Pulumi.yaml"));

        const { code, errors } = await startInProcess("--ephemeral");

        expect(code).to.equal(1);
        expect(errors).to.contain("Pulumi.yaml is missing").and.to.contain(folder);
    });
});
