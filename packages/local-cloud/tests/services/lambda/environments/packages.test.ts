import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { systemClock } from "../../../../src/clock";
import { admin, functionSpec, type LambdaFixture, startLambda } from "../lambda-fixture";

describe("the packages that a function can require", () => {
    let project: string;
    let fixture: LambdaFixture;

    before(async () => {
        project = await mkdtemp(join(tmpdir(), "lambda-project-"));
        await addPackage(project, "of-the-project");
        fixture = await startLambda({}, systemClock(), project);
    });

    after(async () => {
        await fixture.close();
        await rm(project, { recursive: true });
    });

    async function addPackage(folder: string, name: string): Promise<void> {
        await mkdir(join(folder, "node_modules", name), { recursive: true });
        await writeFile(join(folder, "node_modules", name, "index.js"), `module.exports = "${name}";`);
    }

    async function run(source: string, files: Record<string, string> = {}): Promise<unknown> {
        const code = new Map(
            Object.entries({ "index.js": source, ...files }).map(([path, text]) => [path, Buffer.from(text)]),
        );
        await fixture.lambda.putFunction(functionSpec("f", "", { code }));
        return JSON.parse((await fixture.lambda.invoke("f", "{}", admin)).payload);
    }

    it("are those in its deployment package", async () => {
        const result = await run('exports.handler = async () => require("own");', {
            "node_modules/own/index.js": 'module.exports = require("other") + 1;',
            "node_modules/other/index.js": "module.exports = 1;",
        });

        expect(result).to.equal(2);
    });

    it("are not those of the project around it, which Lambda would not have", async () => {
        const result = await run('exports.handler = async () => require("of-the-project");');

        expect(result)
            .to.have.property("errorMessage")
            .that.matches(/Cannot find module 'of-the-project'/);
    });

    it("are the AWS SDK's too, which Lambda brings along", async () => {
        const result = await run(
            'exports.handler = async () => typeof require("@aws-sdk/client-eventbridge").EventBridgeClient;',
        );

        expect(result).to.equal("function");
    });
});
