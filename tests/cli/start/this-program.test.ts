import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { localStripeKey } from "../../../cli/start/local-stripe-key";
import { story } from "../../../cli/story";
import { trigger } from "../../../cli/trigger";
import { root } from "../../end-to-end/local-run";
import { captureOutput, type RunningProcess, runProcess, shows, until } from "local-cloud/testing";

const settings = "config:\n    aws:region: eu-central-1\n    manageApiGatewayLogs: true\n";

/** What `npm start` shows in the row of this name. */
const shown = ({ output }: RunningProcess, row: string) => new RegExp(`${row} +(\\S+)`).exec(output)?.[1] ?? "";

/** What `npm start` prints with `--json`. */
interface Ready {
    awsEndpoint: string;
    stripe: string;
    signingSecret: string;
    console: string;
}

describe("npm start, with this program under another name of the project, killed and started again", function () {
    this.timeout(120_000);
    const runs: RunningProcess[] = [];
    let folder: string;
    let first: RunningProcess;
    let second: RunningProcess;
    let ready: Ready;
    let told: number;
    /** Events that were not delivered when the first was killed. */
    let waiting: string[];

    before(async () => {
        mkdirSync(path.join(root, ".local"), { recursive: true });
        folder = mkdtempSync(path.join(root, ".local", "test-"));
        // What is kept of builds is there.
        symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
        const project = readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
        const renamed = project.replace(/^name: .*$/m, "name: acme-billing");
        writeFileSync(path.join(folder, "Pulumi.yaml"), renamed.replace(/^main: .*$/m, "main: ../../index.ts"));
        writeFileSync(path.join(folder, "Pulumi.dev.yaml"), settings);

        first = start();
        await shows(first, "Ctrl-C stops it");
        await rotateSecret(first, "whsec_rotated");
        // Shuffled events wait for up to two seconds.
        const stripe = shown(first, "Stripe's API");
        const args = ["metadata-edits", "--count", "3", "--shuffle", "--stripe-url", stripe];
        told = await story(args, captureOutput(), captureOutput());
        waiting = await undelivered(stripe);
        first.child.kill("SIGKILL");
        await first.ended;
        second = start("--json");
        await shows(second, '"ready"');
        ready = JSON.parse(second.output.split("\n")[0] ?? "") as Ready;
    });

    after(async () => {
        runs.forEach(({ child }) => child.kill("SIGKILL"));
        await Promise.all(runs.map(({ ended }) => ended));
        rmSync(folder, { recursive: true, force: true });
    });

    function start(...args: string[]): RunningProcess {
        const ports = ["--port", "0", "--aws-port", "0", "--stripe-port", "0", "--console-port", "0"];
        const command = [path.join(root, "cli/run.cjs"), "start", ...ports, "--data", "kept", ...args];
        const run = runProcess(process.execPath, command, { cwd: folder });
        runs.push(run);
        return run;
    }

    async function rotateSecret(run: RunningProcess, SecretString: string): Promise<void> {
        const awsEndpoint = shown(run, "AWS endpoint");
        const { outputs } = (await (await fetch(`${awsEndpoint}/_local/health`)).json()) as {
            outputs: { signingSecretArn: string };
        };
        await fetch(awsEndpoint, {
            method: "POST",
            headers: {
                "x-amz-target": "secretsmanager.PutSecretValue",
                "content-type": "application/x-amz-json-1.1",
            },
            body: JSON.stringify({
                SecretId: outputs.signingSecretArn,
                SecretString,
                ClientRequestToken: randomUUID(),
            }),
        });
    }

    async function undelivered(stripe: string): Promise<string[]> {
        const headers = { authorization: `Bearer ${localStripeKey}` };
        const response = await fetch(`${stripe}/v1/events?delivery_success=false&limit=100`, { headers });
        return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    }

    it("shows the secret that its receiver verifies with, also once it was rotated", async () => {
        const args = ["customer.created", "--json", "--aws-endpoint", ready.awsEndpoint];
        const sent = await trigger(args, captureOutput(), captureOutput());

        expect(first.output).to.match(/^acme-billing runs on this machine\./);
        expect(first.output).to.match(/Signing secret +whsec_[0-9a-f]{48}/);
        expect(ready.signingSecret).to.equal("whsec_rotated");
        expect(sent).to.equal(0);
    });

    it("serves a console, new at each start, of what runs", async () => {
        const entered = await fetch(ready.console, { redirect: "manual" });
        const headers = { cookie: entered.headers.get("set-cookie")?.split(";")[0] ?? "" };
        const answer = await fetch(new URL("/api/stack", ready.console), { headers });

        expect(shown(first, "Console")).to.match(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
        expect(shown(first, "Console")).not.to.equal(ready.console);
        expect(await answer.json()).to.deep.include({ place: "local", region: "eu-central-1", hasStripe: true });
    });

    it("has Stripe's events reach the program, also those that waited when it was killed", async () => {
        await until("all are delivered", async () => (await undelivered(ready.stripe)).length === 0, 60);

        expect(told).to.equal(0);
        expect(waiting.length).to.be.greaterThan(0);
        await shows(second, `{"type":"event","eventId":"${waiting.at(-1)}"`);
    });
});
