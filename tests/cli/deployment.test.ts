import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { findDeployment } from "../../cli/deployment";
import { startFakeStack, type FakeStack } from "./fake-stack";

describe("findDeployment", () => {
    const path = process.env.PATH;
    let folder: string;
    let stack: FakeStack | undefined;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "deployment-"));
    });

    afterEach(async () => {
        process.env.PATH = path;
        rmSync(folder, { recursive: true });
        await stack?.close();
        stack = undefined;
    });

    /** Puts a program called pulumi first, which does as `script` says. */
    function installPulumi(script: string): void {
        const program = join(folder, "pulumi");
        writeFileSync(program, `#!/bin/sh\n${script}\n`);
        chmodSync(program, 0o755);
        process.env.PATH = `${folder}:${path}`;
    }

    it("takes the local cloud's outputs and region, and credentials that mean nothing", async () => {
        stack = await startFakeStack();

        const { outputs, aws } = await findDeployment({ awsEndpoint: stack.url });

        expect(outputs.webhookUrl).to.equal(`${stack.url}/stripe/webhook`);
        expect(aws).to.deep.equal({
            region: "eu-central-1",
            endpoint: stack.url,
            credentials: { accessKeyId: "local", secretAccessKey: "local" },
        });
    });

    it("takes a stack's outputs from Pulumi, its region from them, and nothing else of AWS", async () => {
        const outputs = {
            webhookUrl: "https://abc.execute-api.eu-west-1.amazonaws.com/stage/stripe/webhook",
            signingSecretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:signing-AbCdEf",
            stateTableName: "state",
            ledgerTableName: "ledger",
        };
        installPulumi(`[ "$*" = "stack output --json --stack org/app/prod" ] && echo '${JSON.stringify(outputs)}'`);

        const deployment = await findDeployment({ stack: "org/app/prod" });

        expect(deployment).to.deep.equal({ outputs, aws: { region: "eu-west-1" } });
    });

    it("passes on what Pulumi says is wrong", async () => {
        installPulumi("echo \"error: no stack named 'prod' found\" >&2; exit 255");

        const error = await failure(findDeployment({ stack: "prod" }));

        expect(String(error)).to.equal(
            "CommandError: cannot read the outputs of the stack prod: error: no stack named 'prod' found",
        );
    });

    it("says that Pulumi is missing", async () => {
        process.env.PATH = folder;

        expect((await failure(findDeployment({ stack: "prod" }))).message).to.contain("--stack needs the Pulumi CLI");
    });

    it("takes the region of a stack without a webhook from a queue's URL", async () => {
        const outputs = {
            stateTableName: "state",
            ledgerTableName: "ledger",
            deadLetterQueueUrls: { "billing-state": "https://sqs.eu-west-1.amazonaws.com/123456789012/letters" },
        };
        installPulumi(`echo '${JSON.stringify(outputs)}'`);

        const deployment = await findDeployment({ stack: "prod" });

        expect(deployment).to.deep.equal({ outputs, aws: { region: "eu-west-1" } });
    });

    it("names the outputs that a stack of another program lacks", async () => {
        installPulumi(`echo '{"webhookUrl": "https://example.com"}'`);

        const error = await failure(findDeployment({ stack: "prod" }));

        expect(error.message).to.contain("has no output stateTableName, ledgerTableName");
    });
});
