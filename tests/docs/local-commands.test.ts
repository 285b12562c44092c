import { expect } from "chai";
import { cliVersion, captureOutput } from "local-cloud/testing";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { trigger } from "../../cli/trigger";
import { type LocalRun, root, startLocalRun } from "../end-to-end/local-run";

// The AWS CLI takes a second for each command, so it is asked for: by CONFORMANCE_CLI=1, which CI sets.
const isAsked = process.env.CONFORMANCE_CLI !== undefined;
const cli = isAsked ? cliVersion() : "left out: set CONFORMANCE_CLI=1";

/** The blocks of a page that give AWS CLI commands, in their order. */
function blocks(page: string): string[] {
    const text = readFileSync(path.join(root, page), "utf8");
    return [...text.matchAll(/^```\n(.*?)^```$/gms)].map(([, one = ""]) => one).filter((one) => one.includes("aws "));
}

(isAsked ? describe : describe.skip)(`the AWS CLI's commands in README.md and docs/local.md (${cli})`, function () {
    this.timeout(120_000);
    let run: LocalRun;

    before(async () => {
        run = await startLocalRun();
        const args = ["customer.subscription.created", "--aws-endpoint", run.aws.endpoint];
        expect(await trigger(args, captureOutput(), captureOutput())).to.equal(0);
    });

    after(() => run?.stop());

    /** Runs commands as they are printed, but for the port. */
    async function follow(...commands: string[]): Promise<string> {
        const text = commands.join("").replaceAll("http://127.0.0.1:4566", run.aws.endpoint);
        // AWS CLI 1 ignores the endpoint for SQS, as the README says.
        const sqs = `aws() { case $1 in sqs) command aws "$@" --endpoint-url "$AWS_ENDPOINT_URL";; *) command aws "$@";; esac; }\n`;
        const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", sqs + text]);
        return stdout;
    }

    it("list the tables, as in the README", async () => {
        const [commands = ""] = blocks("README.md");

        const { TableNames } = JSON.parse(await follow(commands)) as { TableNames: string[] };

        expect(TableNames).to.include(run.outputs.ledgerTableName);
    });

    it("show what was recorded and written, and begin a replay, as in docs/local.md", async () => {
        const text = readFileSync(path.join(root, "docs/local.md"), "utf8");
        const [settings = ""] = /^export AWS_ENDPOINT_URL[^]*?(?=^```)/m.exec(text) ?? [];
        const [look = "", replay = ""] = blocks("docs/local.md").filter((one) => !one.startsWith("export"));

        // `logs tail` is the AWS CLI 2's alone, as the page says.
        const known = cli.includes("aws-cli/1.") ? look.replace(/^aws logs tail .*\n/m, "") : look;
        const seen = await follow(settings, known);
        const { State } = JSON.parse(await follow(settings, replay)) as { State: string };

        expect(seen).to.match(/^applied\tcustomer\.subscription\.created\tthe object's first event$/m);
        expect(State).to.equal("STARTING");
    });
});
