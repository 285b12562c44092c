import { expect } from "chai";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { ProgramEvaluator } from "../src/program";
import type { Project } from "../src/project";

import { until } from "../src/testing/until";

const place = { accountId: "000000000000", region: "us-east-1", gatewayUrl: "http://gateway", awsUrl: "http://aws" };

/** Where Pulumi and the rest are installed. */
const packages = path.resolve(require.resolve("typescript/package.json"), "../..");

describe("a program that is evaluated in a process that waits for it", function () {
    this.timeout(120_000);
    let folder: string;
    let project: Project;
    let evaluator: ProgramEvaluator;

    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "program-"));
        mkdirSync(path.join(folder, "node_modules/numbers"), { recursive: true });
        symlinkSync(path.join(packages, "@pulumi"), path.join(folder, "node_modules/@pulumi"));
        write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "commonjs", target: "es2021" } }));
        reset();
        // From then on it is known what the program asks for.
        await evaluate();
    });
    beforeEach(reset);
    afterEach(() => evaluator.stop());
    after(() => rmSync(folder, { recursive: true }));

    function reset(): void {
        const main = path.join(folder, "index.ts");
        project = { name: "small", stack: "dev", folder, main, config: {}, secretKeys: [] };
        write("node_modules/numbers/index.js", packageWith("one"));
        write("index.ts", program("first"));
        evaluator = new ProgramEvaluator();
    }

    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    const packageWith = (value: string) =>
        `require("fs").appendFileSync(__dirname + "/loads", process.pid + " "); module.exports = ${JSON.stringify(value)};`;
    const program = (text: string) => `
        import * as pulumi from "@pulumi/pulumi";
        export const text = "${text} " + require("numbers") + " " + new pulumi.Config().get("greeting");
        export const pid = process.pid;
        export const hasType = Object.keys(require.cache).some((file) => file.endsWith("/sqs/resources/queue.ts"));
        new pulumi.CustomResource("aws:sqs/queue:Queue", "jobs", {});
    `;

    /** The processes that have loaded the program's package, oldest first. */
    const loads = () => readFileSync(path.join(folder, "node_modules/numbers/loads"), "utf8").trim().split(" ");
    const evaluate = async () => (await evaluator.evaluate(project, place)).outputs as { text: string; pid: number };

    /** Once the waiting process has loaded what the last evaluation asked for. */
    async function prepare(): Promise<void> {
        const before = loads().length;
        evaluator.prepare(project);
        await until("the package is loaded ahead", () => Promise.resolve(loads().length > before || undefined), 60);
    }

    it("is loaded as it is then, and its packages and the types of its resources ahead", async () => {
        await prepare();
        const waiting = Number(loads().at(-1));
        write("index.ts", program("second"));

        const outputs = await evaluate();

        expect(outputs).to.deep.equal({ text: "second one undefined", pid: waiting, hasType: true });
    });

    it("runs in another process once a package has changed", async () => {
        await prepare();
        const waiting = Number(loads().at(-1));
        write("node_modules/numbers/index.js", packageWith("two"));

        const { text, pid } = await evaluate();

        expect(text).to.equal("first two undefined");
        expect(pid).not.to.equal(waiting);
    });

    it("runs in another process once its settings have changed", async () => {
        await prepare();
        project = { ...project, config: { "small:greeting": "hello" } };

        const { text } = await evaluate();

        expect(text).to.equal("first one hello");
    });
});
