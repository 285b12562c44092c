import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

import { checkConcurrency, checkLogRole, explainRefusal } from "../../../cli/doctor/check-account";
import { checkEndpoint, readSelectors } from "../../../cli/doctor/check-endpoint";
import { checkNode, checkPackages, checkPorts } from "../../../cli/doctor/check-machine";
import { checkPreview, checkRunning } from "../../../cli/doctor/check-program";
import { checkSettings, type StackSettings, undeclaredSettings } from "../../../cli/doctor/check-settings";

const root = path.resolve(__dirname, "../../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

describe("npm run doctor's checks", () => {
    describe("of the machine", () => {
        it("want the version of Node that Lambda runs", () => {
            expect(checkNode("24.1.0").verdict).to.equal("ok");
            expect(checkNode("22.13.0")).to.include({
                verdict: "warning",
                text: "Node 22.13.0 runs this, and Lambda runs Node 24",
            });
        });

        it("compare what is installed with the lockfile, but for what is optional or a link", () => {
            const packages = {
                "": { version: "0.1.0" },
                "node_modules/a": { version: "1.0.0" },
                "node_modules/b": { version: "2.0.0" },
                "node_modules/for-another-machine": { version: "1.0.0", optional: true },
                "node_modules/local-cloud": { link: true },
            };
            const installed = { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0" } };

            expect(checkPackages({ packages }, { packages: installed })).to.include({
                verdict: "ok",
                text: "2 packages are as package-lock.json has them",
            });
            expect(
                checkPackages({ packages }, { packages: { ...installed, "node_modules/b": { version: "1.9.0" } } }),
            ).to.deep.include({ verdict: "wrong", remedy: "npm ci" });
            expect(checkPackages({ packages }, { packages: {} }).text).to.match(/: a, b$/);
            expect(checkPackages({ packages }, undefined).verdict).to.equal("unknown");
        });

        it("tell a port that another program has from one that npm start has", () => {
            expect(checkPorts([], false).map(({ verdict }) => verdict)).to.deep.equal(["ok"]);
            expect(checkPorts([4566], true).map(({ text }) => text)).to.deep.equal(["npm start is running"]);
            expect(checkPorts([4243], false)).to.deep.equal([
                {
                    area: "machine",
                    verdict: "warning",
                    text: "port 4243, for Stripe's API, is in use by another program",
                    remedy: "end that program, or npm start -- --stripe-port 5243",
                },
            ]);
            expect(checkPorts([4280], false)[0]?.remedy).to.equal(
                "end that program, or npm start -- --console-port 5280",
            );
        });
    });

    describe("of the settings", () => {
        const secure = { secure: "AAABAJ" };
        const settings: StackSettings = {
            project: "stripe-eventbridge",
            declared: ["mode", "archiveDays", "registerEndpoint"],
            stack: "prod",
            config: { "aws:region": "eu-west-1", mode: "live", "stripe-eventbridge:signingSecret": secure },
            isLocal: false,
        };
        const check = (config: Record<string, unknown>, more: Partial<StackSettings> = {}) =>
            checkSettings({ ...settings, config, ...more }).map(({ verdict, text }) => `${verdict}: ${text}`);

        it("know every setting that the program reads", () => {
            const keys = [
                ...["settings", "alarm-settings", "kms-key"].flatMap((file) =>
                    [
                        ...read(`infra/${file}.ts`).matchAll(
                            /config(?:, |\.(?:get|getSecret|requireSecret)\()"(\w+)"/g,
                        ),
                    ].map(([, key]) => key),
                ),
                ...["signing-secrets", "partner-event-source"].flatMap((file) =>
                    [...read(`infra/${file}.ts`).matchAll(/^const \w+ = "(\w+)";/gm)].map(([, key]) => key),
                ),
            ];
            const { config } = parse(read("Pulumi.yaml")) as { config: object };

            expect(keys.length).to.be.greaterThan(15);
            expect([...Object.keys(config), ...undeclaredSettings]).to.include.members(keys);
            expect(keys).to.include.members([...undeclaredSettings]);
        });

        it("are content with what the program reads", () => {
            expect(checkSettings(settings).map(({ verdict }) => verdict)).to.deep.equal(["ok"]);
        });

        it("name a setting that nobody reads, and the one that was meant", () => {
            expect(check({ signingSecret: secure, archivDays: 30 })).to.deep.equal([
                "warning: Pulumi.prod.yaml sets archivDays, which the program does not read: is it archiveDays?",
            ]);
        });

        it("refuse a secret in plain text, and one that is none of Stripe's, without showing it", () => {
            expect(check({ signingSecret: "whsec_123" })).to.deep.equal([
                "wrong: signingSecret is in Pulumi.prod.yaml in plain text",
            ]);
            expect(check({ signingSecret: secure, stripeApiKey: "pk_live_1" })).to.deep.equal([
                "wrong: stripeApiKey in Pulumi.prod.yaml is not of the form that it should have",
            ]);
        });

        it("want one way to the signing secret, on a deployed stack alone", () => {
            expect(check({})).to.deep.equal(["wrong: signingSecret is not set"]);
            expect(check({}, { isLocal: true }).join()).to.match(/^ok: /);
            expect(check({ registerEndpoint: true })).to.deep.equal([
                "wrong: registerEndpoint is true, and stripeApiKey not set",
            ]);
            expect(check({ registerEndpoint: "true", stripeApiKey: secure, signingSecret: secure })).to.deep.equal([
                "wrong: signingSecret and registerEndpoint are both set",
            ]);
            expect(check({ registerEndpoint: true, stripeApiKey: secure }).join()).to.match(/^ok: /);
            expect(checkSettings({ ...settings, config: undefined })[0]?.text).to.equal("Pulumi.prod.yaml is missing");
        });
    });

    describe("of the account", () => {
        it("warn of the few calls at once that a new account may run", () => {
            const limit = (ConcurrentExecutions: number) => ({
                AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions: ConcurrentExecutions },
            });

            expect(checkConcurrency(limit(1000)).verdict).to.equal("ok");
            expect(checkConcurrency(limit(10)).verdict).to.equal("warning");
        });

        it("tell credentials that AWS does not take from permissions, and from a network that is not there", () => {
            const verdict = (name: string) => explainRefusal(Object.assign(new Error("no"), { name }), "x:Y").verdict;

            expect(verdict("CredentialsProviderError")).to.equal("wrong");
            expect(verdict("ExpiredTokenException")).to.equal("wrong");
            expect(verdict("AccessDeniedException")).to.equal("unknown");
            expect(explainRefusal(new Error("ENOTFOUND"), "x:Y")).to.include({
                remedy: "check the network and the region",
            });
        });
    });

    describe("of API Gateway's role for logs", () => {
        const settings = { hasWebhook: true, managesLogs: false };

        it("want one, unless there is no webhook", () => {
            expect(checkLogRole("arn:aws:iam::1:role/logs", settings, "prod").verdict).to.equal("ok");
            expect(checkLogRole(undefined, { ...settings, hasWebhook: false }, "prod").verdict).to.equal("ok");
            expect(checkLogRole(undefined, settings, "prod")).to.deep.include({
                verdict: "wrong",
                remedy: "pulumi config set manageApiGatewayLogs true --stack prod, then pulumi up",
            });
        });

        it("leave it to a stack that sets it", () => {
            expect(checkLogRole(undefined, { ...settings, managesLogs: true }, "prod")).to.deep.include({
                verdict: "warning",
                remedy: "pulumi up --refresh --stack prod",
            });
        });
    });

    describe("of the program", () => {
        it("name the functions that the local cloud runs in another version", () => {
            expect(checkRunning({ a: "1", b: "2" }, { a: "1", b: "2" }).verdict).to.equal("ok");
            expect(checkRunning({ a: "1", b: "2" }, { a: "0", c: "3" }).text).to.contain("of a, b, c than");
        });

        it("say what a preview would change", () => {
            expect(checkPreview({ same: 87 }, "prod").verdict).to.equal("ok");
            expect(checkPreview({ same: 80, update: 3, create: 1 }, "prod")).to.include({
                verdict: "warning",
                text: "the program has changes that are not deployed: 3 update, 1 create",
            });
        });
    });

    describe("of Stripe's webhook endpoint", () => {
        const url = "https://example.com/stripe/webhook";
        const endpoint = (enabled_events: string[], status = "enabled") => ({
            id: "we_1",
            url,
            status,
            enabled_events,
        });

        it("read from rules' patterns what they select", () => {
            const some = JSON.stringify({ source: ["stripe.com"], "detail-type": ["a.b", { prefix: "c." }] });

            expect(readSelectors([some, some])).to.deep.equal(["a.b", { prefix: "c." }, "a.b", { prefix: "c." }]);
            expect(readSelectors([some, JSON.stringify({ source: ["stripe.com"] })])).to.equal(undefined);
        });

        it("want it there, enabled, and for what is selected", () => {
            const check = (...args: Parameters<typeof checkEndpoint>) => {
                const { verdict, text } = checkEndpoint(...args);
                return `${verdict}: ${text}`;
            };
            const selectors = ["invoice.paid", { prefix: "customer." }];

            expect(check([endpoint(["*"])], url, undefined)).to.match(/^ok: .* all ordinary types$/);
            expect(check([endpoint(["invoice.paid", "customer.created"])], url, selectors)).to.match(/^ok: /);
            expect(check([endpoint(["invoice.paid"])], url, selectors)).to.equal(
                "wrong: Stripe does not send customer.*, which subscriptions select",
            );
            expect(check([endpoint(["*"], "disabled")], url, selectors)).to.match(/^wrong: .*we_1 is disabled/);
            expect(check([], url, selectors)).to.match(/^warning: Stripe has no webhook endpoint for https:/);
            expect(check([endpoint(["*"])], "https://other.example", selectors)).to.match(/^warning: /);
        });
    });
});
