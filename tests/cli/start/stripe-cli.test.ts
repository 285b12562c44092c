import { expect } from "chai";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { trigger } from "../../../cli/trigger";
import { captureOutput, type RunningProcess, runProcess, shows } from "local-cloud/testing";
import { makeEvent } from "stripe-events";
import { root } from "../../end-to-end/local-run";
import { signed } from "../../handlers/signing";

/** As `stripe listen --print-secret` prints it. */
const cliSecret = "whsec_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** As the stack's file has them once they are set with --secret --path. */
const settings = `config:
    aws:region: eu-central-1
    manageApiGatewayLogs: true
    signingSecrets:
        connect:
            secure: v1:sealed:connect
`;

interface Ready {
    awsEndpoint: string;
    signingSecret: string;
    signingSecrets?: Record<string, string>;
    outputs: { webhookUrl: string };
}

describe("npm start with the Stripe CLI's secret, and an endpoint whose own is encrypted", function () {
    this.timeout(120_000);
    const runs: RunningProcess[] = [];
    let folder: string;

    before(() => {
        mkdirSync(path.join(root, ".local"), { recursive: true });
        folder = mkdtempSync(path.join(root, ".local", "test-"));
        // What is kept of builds is there.
        symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
        const project = readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
        writeFileSync(path.join(folder, "Pulumi.yaml"), project.replace(/^main: .*$/m, "main: ../../index.ts"));
        writeFileSync(path.join(folder, "Pulumi.dev.yaml"), settings);
    });

    after(async () => {
        runs.forEach(({ child }) => child.kill("SIGKILL"));
        await Promise.all(runs.map(({ ended }) => ended));
        rmSync(folder, { recursive: true, force: true });
    });

    /** What `use` gives, while it runs. */
    async function whileRunning<Result>(args: string[], use: (ready: Ready) => Promise<Result>): Promise<Result> {
        const ports = ["--port", "0", "--aws-port", "0", "--stripe-port", "0"];
        const command = [path.join(root, "cli/run.cjs"), "start", ...ports, "--json", ...args];
        const run = runProcess(process.execPath, command, { cwd: folder });
        runs.push(run);
        await shows(run, '"ready"');
        const result = await use(JSON.parse(run.output.split("\n")[0] ?? "") as Ready);
        run.child.kill("SIGINT");
        await run.ended;
        return result;
    }

    async function post({ outputs }: Ready, secret: string): Promise<number> {
        const body = JSON.stringify(makeEvent("customer.created"), undefined, 2);
        const headers = { "stripe-signature": signed(body, secret, Math.floor(Date.now() / 1000)) };
        return (await fetch(outputs.webhookUrl, { method: "POST", body, headers })).status;
    }

    async function endpointOf(ready: Ready, ...args: string[]): Promise<unknown> {
        const output = captureOutput();
        await trigger(["customer.created", "--json", "--aws-endpoint", ready.awsEndpoint, ...args], output, output);
        return (JSON.parse(output.text()) as { ledger: { endpoint?: string } }).ledger.endpoint;
    }

    it("takes what stripe listen forwards, what trigger sends, and what the other endpoint signs", async () => {
        const { ready, status, endpoints } = await whileRunning(["--signing-secret", cliSecret], async (ready) => ({
            ready,
            status: await post(ready, cliSecret),
            endpoints: [await endpointOf(ready), await endpointOf(ready, "--endpoint", "connect")],
        }));

        expect(ready.signingSecret).to.equal(cliSecret);
        expect(ready.signingSecrets).to.have.all.keys("default", "connect");
        expect(ready.signingSecrets?.connect).to.match(/^whsec_[0-9a-f]{48}$/);
        expect(status).to.equal(200);
        expect(endpoints).to.deep.equal(["default", "connect"]);
    });

    it("goes back to the stack's endpoints alone when it is started without, and signs by the first", async () => {
        const { ready, endpoint } = await whileRunning([], async (ready) => ({
            ready,
            endpoint: await endpointOf(ready),
        }));

        expect(ready.signingSecret).to.match(/^whsec_[0-9a-f]{48}$/);
        expect(ready).to.not.have.property("signingSecrets");
        expect(endpoint).to.equal("connect");
    });
});
