import { expect } from "chai";
import { Terminal } from "local-cloud/command";
import { captureOutput } from "local-cloud/testing";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import Stripe from "stripe";

import { doctor } from "../../../cli/doctor";
import type { Check } from "../../../cli/doctor/check";
import { showCheck } from "../../../cli/doctor/show";
import { type LocalRun, root, startLocalRun } from "../../end-to-end/local-run";
import { captureTerminal, expectSnapshot } from "../../support/terminal-snapshot";

/** API Gateway's own API, which the local cloud does not have. */
interface FakeGateway {
    url: string;
    answer: { status: number; body: object; type?: string };
    /** What it was asked, with the service that the request was signed for. */
    asked: string[];
    close(): void;
}

async function startFakeGateway(): Promise<FakeGateway> {
    const server = createServer(({ method, url, headers }, response) => {
        const [, service] = /\/us-east-1\/(\w+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
        gateway.asked.push(`${method} ${url} ${service}`);
        const { status, body, type } = gateway.answer;
        response.writeHead(status, type === undefined ? {} : { "x-amzn-errortype": type }).end(JSON.stringify(body));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const gateway: FakeGateway = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        answer: { status: 200, body: {} },
        asked: [],
        close: () => server.close(),
    };
    return gateway;
}

describe("npm run doctor", function () {
    this.timeout(120_000);
    let run: LocalRun;
    let stripe: LocalStripe;
    let folder: string;
    let gateway: FakeGateway;
    const environment = { ...process.env };

    before(async () => {
        gateway = await startFakeGateway();
        folder = mkdtempSync(path.join(tmpdir(), "doctor-"));
        const settings = { stripeApiKey: { secret: "sk_test_doctors_own" } };
        [run, stripe] = await Promise.all([startLocalRun({ settings }), startLocalStripe({ port: 0 })]);
        const { hostname: host, port } = new URL(stripe.url);
        const client = new Stripe(stripe.secretKey, { host, port, protocol: "http", telemetry: false });
        await client.webhookEndpoints.create({ url: run.outputs.webhookUrl, enabled_events: ["*"] });
    });

    afterEach(() => {
        process.env = { ...environment };
    });

    after(async () => {
        gateway?.close();
        await stripe?.close();
        await run?.stop();
        rmSync(folder, { recursive: true });
    });

    async function command(args: string[], project = root): Promise<{ code: number; checks: Check[]; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await doctor([...args, "--json"], output, errors, project);
        const lines = output.text().split("\n").filter(Boolean);
        return { code, checks: lines.map((line) => JSON.parse(line) as Check), errors: errors.text() };
    }

    const local = () => ["--aws-endpoint", run.aws.endpoint, "--stripe-url", stripe.url, "--api-key", stripe.secretKey];
    const summary = (checks: readonly Check[]) => checks.map(({ verdict, area }) => `${verdict} ${area}`);

    /** Puts a program called pulumi first, which does as `script` says. */
    function installPulumi(script: string): void {
        const program = path.join(folder, "pulumi");
        writeFileSync(program, `#!/bin/sh\n${script}\n`);
        chmodSync(program, 0o755);
        process.env.PATH = `${folder}:${environment.PATH}`;
    }

    it("finds all well where npm start runs the program as it is", async () => {
        const { code, checks, errors } = await command(local());

        expect(summary(checks).filter((one) => !one.startsWith("ok "))).to.deep.equal([]);
        expect({ code, errors }).to.deep.equal({ code: 0, errors: "" });
        for (const columns of [80, 120]) {
            const output = captureTerminal(columns);
            const terminal = new Terminal({ output, environment: {} });
            checks.forEach((check) => showCheck(terminal, check));
            expectSnapshot("doctor", columns, output.text(), [
                [/Node 24[.\d]+/, "Node 24.x"],
                [/\d+ packages/, "N packages"],
                [/\d+ resources/, "N resources"],
                [/we_\w+/, "we_1"],
            ]);
        }
    });

    it("says what the program says of a setting that it does not take", async () => {
        const project = path.join(folder, "project");
        for (const name of [
            "index.ts",
            "infra",
            "handlers",
            "Pulumi.yaml",
            "package.json",
            "tsconfig.json",
            "tsconfig.base.json",
        ]) {
            cpSync(path.join(root, name), path.join(project, name), { recursive: true });
        }
        symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"));
        writeFileSync(path.join(project, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n  archiveDays: -1\n");

        const { code, checks } = await command(["--aws-endpoint", "http://127.0.0.1:9"], project);

        expect(code).to.equal(1);
        expect(checks.at(-1)).to.include({ verdict: "wrong", area: "program" });
        expect(checks.at(-1)?.text).to.contain('archiveDays is "-1", but must be a whole number from 1 to 3650');
    });

    it("looks at a deployed stack: Pulumi, the account, what is not deployed, and Stripe's endpoint", async () => {
        const outputs = path.join(folder, "outputs.json");
        writeFileSync(outputs, JSON.stringify(run.outputs));
        installPulumi(`
            case "$1" in
                version) echo v3.200.0 ;;
                whoami) echo ana ;;
                stack) cat '${outputs}' ;;
                preview) echo '{"changeSummary":{"same":85,"update":2}}' ;;
            esac`);
        // What a person's own configuration of AWS's SDK would do.
        Object.assign(process.env, {
            AWS_ENDPOINT_URL: run.aws.endpoint,
            AWS_ACCESS_KEY_ID: "local",
            AWS_SECRET_ACCESS_KEY: "local",
            AWS_ENDPOINT_URL_API_GATEWAY: gateway.url,
        });

        const { code, checks } = await command([
            ...["--stack", "dev", "--stripe-url", stripe.url, "--api-key", stripe.secretKey],
        ]);

        const found = checks.filter(({ area }) => area !== "machine");
        expect(summary(found)).to.deep.equal([
            "wrong settings",
            "ok Pulumi",
            "warning account",
            "ok account",
            "ok bus",
            "warning program",
            "ok Stripe",
        ]);
        expect(found[0]?.text).to.equal("signingSecret is not set");
        expect(found[2]?.text).to.equal("API Gateway has no role for its logs in this region, which this stack sets");
        expect(gateway.asked).to.deep.equal(["GET /account apigateway"]);
        expect(found[5]?.text).to.equal("the program has changes that are not deployed: 2 update");
        expect(code).to.equal(1);
    });

    it("looks for the role of API Gateway's logs before the first deployment, and says what it may not see", async () => {
        installPulumi('case "$1" in version) echo v3.200.0 ;; whoami) echo ana ;; *) exit 1 ;; esac');
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
        process.env.AWS_ENDPOINT_URL_API_GATEWAY = gateway.url;
        gateway.answer = { status: 200, body: { cloudwatchRoleArn: "arn:aws:iam::123456789012:role/logs" } };
        const found = await command(["--stack", "dev"]);
        gateway.answer = { status: 403, body: { message: "not authorized" }, type: "AccessDeniedException:http://aws" };
        const denied = await command(["--stack", "dev"]);

        const ofAccount = ({ checks }: { checks: Check[] }) => checks.filter(({ area }) => area === "account");
        expect(ofAccount(found)).to.deep.equal([
            { area: "account", verdict: "ok", text: "API Gateway writes logs as arn:aws:iam::123456789012:role/logs" },
        ]);
        expect(ofAccount(denied)).to.deep.equal([
            {
                area: "account",
                verdict: "unknown",
                text: "your AWS credentials may not look at the account: not authorized",
                remedy: "allow apigateway:GET for /account",
            },
        ]);
    });

    it("says that the Pulumi CLI is missing, or not logged in, and looks no further", async () => {
        process.env.PATH = folder;
        rmSync(path.join(folder, "pulumi"), { force: true });
        const missing = await command(["--stack", "prod"]);
        installPulumi('[ "$1" = version ] && echo v3.200.0 || { echo "error: not logged in" >&2; exit 1; }');
        const stranger = await command(["--stack", "prod"]);

        expect(missing.checks.at(-1)).to.include({ area: "Pulumi", text: "the Pulumi CLI is not there" });
        expect(stranger.checks.at(-1)).to.include({ text: "Pulumi: error: not logged in", remedy: "pulumi login" });
    });
});
