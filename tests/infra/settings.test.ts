import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

import { failure } from "local-cloud/testing";
import { readSettings } from "../../infra/settings";
import { runProgram } from "./run-program";

async function refusal(config: Record<string, string | undefined>): Promise<string> {
    return (await failure(runProgram(() => ({ secret: readSettings().signingSecret }), { config }))).message;
}

describe("readSettings", () => {
    it("reads each setting as the program uses it", async () => {
        const { outputs } = await runProgram(() => ({ ...readSettings() }), {
            config: { "stripe-eventbridge:mode": "live", "stripe-eventbridge:logDays": "7" },
        });

        expect(outputs).to.deep.equal({
            webhook: true,
            signingSecret: "whsec_test_0123456789",
            registerEndpoint: false,
            livemode: true,
            archiveDays: 90,
            logDays: 7,
            ledgerDays: 90,
            protect: true,
            recoverEveryMinutes: 60,
            reconcileHourUtc: 3,
            reconcileRepairs: true,
            toleranceSeconds: 300,
            requestsPerSecond: 500,
            burstRequests: 1000,
            manageApiGatewayLogs: false,
        });
    });

    it("names the command that sets a missing region", async () => {
        expect(await refusal({ "aws:region": undefined })).to.contain("pulumi config set aws:region");
    });

    for (const region of ["us-gov-west-1", "us-gov-east-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1"]) {
        it(`refuses ${region}, which is of another partition, in one sentence`, async () => {
            expect(await refusal({ "aws:region": region })).to.equal(
                `aws:region is "${region}", but must be a region of AWS's commercial partition, the only one supported: ` +
                    'run "pulumi config set aws:region us-east-1"',
            );
        });
    }

    for (const [how, value] of Object.entries({
        "separated by commas": "3.18.12.63, 2600:1f18::/36,3.130.192.0/24",
        "as a list": '["3.18.12.63","2600:1f18::/36","3.130.192.0/24"]',
    })) {
        it(`reads who may call the webhook ${how}`, async () => {
            const { outputs } = await runProgram(() => ({ cidrs: readSettings().allowedCidrs }), {
                config: { "stripe-eventbridge:allowedCidrs": value },
            });

            expect(outputs).to.deep.equal({ cidrs: ["3.18.12.63", "2600:1f18::/36", "3.130.192.0/24"] });
        });
    }

    it("reads the domain with its certificate", async () => {
        const customDomain = {
            domainName: "webhooks.example.com",
            certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/c0ffee",
        };
        const { outputs } = await runProgram(() => ({ customDomain: readSettings().customDomain }), {
            config: {
                "stripe-eventbridge:domainName": customDomain.domainName,
                "stripe-eventbridge:certificateArn": customDomain.certificateArn,
            },
        });

        expect(outputs).to.deep.equal({ customDomain });
    });

    it("refuses a domain without a certificate, and a certificate without a domain", async () => {
        const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/c0ffee";

        expect(await refusal({ "stripe-eventbridge:domainName": "webhooks.example.com" })).to.equal(
            'certificateArn is "", but must be the ARN of domainName\'s certificate in eu-west-1: run "pulumi config set ' +
                'certificateArn arn:aws:acm:eu-west-1:123456789012:certificate/ID"',
        );
        expect(await refusal({ "stripe-eventbridge:certificateArn": certificateArn })).to.equal(
            'domainName is "", but must be the name that certificateArn is for, in lower case: run "pulumi config set ' +
                'domainName webhooks.example.com"',
        );
    });

    it("has the dev stack's settings under any project's name", () => {
        const { config } = parse(readFileSync(path.resolve(__dirname, "../../Pulumi.dev.yaml"), "utf8")) as {
            config: Record<string, unknown>;
        };

        expect(Object.keys(config)).to.deep.equal([
            "aws:region",
            "mode",
            "protect",
            "manageApiGatewayLogs",
            "requestsPerSecond",
            "burstRequests",
        ]);
    });

    it("names the command that sets a missing signing secret", async () => {
        expect(await refusal({ "stripe-eventbridge:signingSecret": undefined })).to.match(
            /^signingSecret is not set: run "pulumi config set --secret signingSecret", which asks/,
        );
    });

    it("refuses a signing secret that is not Stripe's, without repeating it", async () => {
        const message = await refusal({ "stripe-eventbridge:signingSecret": "sk_live_abc" });

        expect(message).to.contain("pulumi config set --secret signingSecret");
        expect(message).to.not.contain("sk_live_abc");
    });

    it("reads Stripe's API key where there is one, and refuses what is none without repeating it", async () => {
        const key = "stripe-eventbridge:stripeApiKey";
        const { outputs } = await runProgram(() => ({ key: readSettings().stripeApiKey }), {
            config: { [key]: "rk_test_0123456789" },
        });
        const error = await failure(
            runProgram(() => ({ key: readSettings().stripeApiKey }), { config: { [key]: "whsec_0123456789" } }),
        );

        expect(outputs).to.deep.equal({ key: "rk_test_0123456789" });
        expect(error.message).to.contain("pulumi config set --secret stripeApiKey");
        expect(error.message).to.not.contain("whsec_0123456789");
    });

    const registering = { "stripe-eventbridge:registerEndpoint": "true" };
    const withoutSecret = { ...registering, "stripe-eventbridge:signingSecret": "" };

    it("needs no signing secret where the stack registers its endpoint", async () => {
        const { outputs } = await runProgram(() => ({ ...readSettings() }), {
            config: { ...withoutSecret, "stripe-eventbridge:stripeApiKey": "rk_test_0123456789" },
        });

        expect(outputs).to.not.have.property("signingSecret");
    });

    it("refuses a signing secret beside an endpoint that the stack registers, and says how to have either", async () => {
        expect(await refusal({ ...registering, "stripe-eventbridge:stripeApiKey": "rk_test_0123456789" })).to.equal(
            "signingSecret and registerEndpoint are both set, but an endpoint has one secret: run " +
                '"pulumi config rm signingSecret" to take that of the endpoint which the stack registers, or ' +
                '"pulumi config set registerEndpoint false" to register the endpoint yourself',
        );
    });

    it("refuses to register an endpoint without an API key, and names the command that sets one", async () => {
        expect(await refusal(withoutSecret)).to.match(
            /^registerEndpoint needs stripeApiKey: run "pulumi config set --secret stripeApiKey"/,
        );
    });

    it("names both remedies for an empty signing secret", async () => {
        expect(await refusal({ "stripe-eventbridge:signingSecret": "" })).to.match(
            /^signingSecret is not set: run "pulumi config set --secret signingSecret".*"pulumi config set registerEndpoint true"$/,
        );
    });

    describe("of several endpoints", () => {
        const single = "stripe-eventbridge:signingSecret";
        const named = "stripe-eventbridge:signingSecrets";
        const read = (value: unknown, config: Record<string, string> = { [single]: "" }) =>
            runProgram(() => ({ secrets: readSettings().signingSecrets }), {
                config: { ...config, [named]: JSON.stringify(value) },
                secrets: [named],
            });
        const refused = async (value: unknown, config?: Record<string, string>) =>
            (await failure(read(value, config))).message;

        it("reads the secrets by their endpoints' names, with or without that of an endpoint without a name", async () => {
            const secrets = { account: "whsec_a_0123456789", "connect-2": "whsec_c_0123456789" };

            expect((await read(secrets)).outputs).to.deep.equal({ secrets });
            expect((await read(secrets, {})).outputs).to.deep.equal({ secrets });
        });

        for (const [what, value, says] of [
            ["a name in capitals", { Connect: "whsec_hidden_1" }, /has a name "Connect", but a name has small letters/],
            ["a name with an underscore", { my_endpoint: "whsec_hidden_1" }, /has a name "my_endpoint"/],
            ["a name that is too long", { ["a".repeat(33)]: "whsec_hidden_1" }, /has 32 characters at most/],
            ["a secret for a name", { whsec_hidden_1: "connect" }, /has a name that is a secret/],
            [
                "what is not Stripe's",
                { connect: "sk_live_hidden" },
                /signingSecrets\.connect cannot be right: it does not begin/,
            ],
            ["quotes", { connect: '"whsec_hidden_1"' }, /signingSecrets\.connect cannot be right: it has quotes/],
            [
                "a line break",
                { connect: "whsec_hidden_1\n" },
                /signingSecrets\.connect cannot be right: it has white space/,
            ],
            [
                "what is no text",
                { connect: { secret: "whsec_hidden_1" } },
                /signingSecrets\.connect cannot be right: it is not text/,
            ],
            [
                "two names with one secret",
                { account: "whsec_hidden_1", connect: "whsec_hidden_1" },
                /signingSecrets\.account and signingSecrets\.connect are the same secret, but each endpoint has its own/,
            ],
            ["no names", {}, /names no endpoints/],
            ["a list", ["whsec_hidden_1"], /names no endpoints/],
            ["one secret", "whsec_hidden_1", /names no endpoints/],
        ] as const) {
            it(`refuses ${what}, with the command that mends it, and repeats no secret`, async () => {
                const message = await refused(value);

                expect(message).to.match(says);
                expect(message).to.match(/run "pulumi config (set --secret|rm) --path '?signingSecrets/);
                expect(message).to.not.contain("hidden");
            });
        }

        it("refuses the secret of signingSecret under a name", async () => {
            expect(await refused({ account: "whsec_test_0123456789" }, {})).to.match(
                /^signingSecret and signingSecrets\.account are the same secret/,
            );
        });

        it("refuses the name default beside an endpoint that has it", async () => {
            const registering = {
                [single]: "",
                "stripe-eventbridge:registerEndpoint": "true",
                "stripe-eventbridge:stripeApiKey": "rk_test_0123456789",
            };

            expect(await refused({ default: "whsec_d_0123456789" }, {})).to.contain('has the name "default"');
            expect(await refused({ default: "whsec_d_0123456789" }, registering)).to.contain('has the name "default"');
            expect((await read({ default: "whsec_d_0123456789" })).outputs).to.have.nested.property("secrets.default");
        });
    });

    it("reads the topic for alarms where there is one", async () => {
        const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";

        const { outputs } = await runProgram(() => ({ topic: readSettings().alarmTopicArn }), {
            config: { "stripe-eventbridge:alarmTopicArn": alarmTopicArn },
        });

        expect(outputs).to.deep.equal({ topic: alarmTopicArn });
    });

    for (const alertUrl of [
        "https://hooks.slack.com/services/T0/B0/secret",
        "http://127.0.0.1:8080/hook",
        "http://localhost:8080",
        "http://[::1]:8080/",
    ]) {
        it(`takes ${alertUrl} for alerts, as a secret`, async () => {
            const { outputs } = await runProgram(
                () => {
                    const { alertUrl: url } = readSettings();
                    return { url, secret: url && pulumi.isSecret(url) };
                },
                { config: { "stripe-eventbridge:alertUrl": alertUrl }, secrets: ["stripe-eventbridge:alertUrl"] },
            );

            expect(outputs).to.deep.equal({ url: alertUrl, secret: true });
        });
    }

    for (const alertUrl of [
        "http://hooks.slack.com/secret",
        "hooks.slack.com/secret",
        "http://127.0.0.1.secret.org",
        "",
    ]) {
        it(`refuses "${alertUrl}" for alerts, without telling it`, async () => {
            const config = { "stripe-eventbridge:alertUrl": alertUrl };

            const { message } = await failure(runProgram(() => ({ url: readSettings().alertUrl }), { config }));

            expect(message).to.contain('alertUrl is not an https URL: run "pulumi config set --secret alertUrl"');
            expect(message).not.to.contain("secret.org").and.not.to.contain("/secret");
        });
    }

    for (const [key, value] of [
        ["mode", "production"],
        ["archiveDays", "0"],
        ["archiveDays", "ten"],
        ["archiveDays", "1.5"],
        ["logDays", "8"],
        ["ledgerDays", "30"],
        ["protect", "yes"],
        ["toleranceSeconds", "-1"],
        ["requestsPerSecond", ""],
        ["burstRequests", "5001"],
        ["manageApiGatewayLogs", "1"],
        ["registerEndpoint", "yes"],
        ["recoverEveryMinutes", "4"],
        ["recoverEveryMinutes", "361"],
        ["reconcileHourUtc", "24"],
        ["reconcileRepairs", "never"],
        ["allowedCidrs", ""],
        ["allowedCidrs", "[]"],
        ["allowedCidrs", "3.18.12.63/33"],
        ["allowedCidrs", "3.18.12.63/-1"],
        ["allowedCidrs", "3.18.12.63/24/8"],
        ["allowedCidrs", "3.18.12.63,stripe.com"],
        ["allowedCidrs", "2600:1f18::/129"],
        ["domainName", "https://webhooks.example.com"],
        ["domainName", "localhost"],
        ["kmsKeyArn", ""],
        ["kmsKeyArn", "alias/billing"],
        ["kmsKeyArn", "arn:aws:kms:eu-west-1:123456789012:alias/billing"],
        ["kmsKeyArn", "arn:aws:kms:us-east-1:123456789012:key/c0ffee"],
        ["alertEmail", ""],
        ["alertEmail", "on call"],
        ["alertEmail", "jo@example.com,al@example.com"],
        ["alarmTopicArn", ""],
        ["alarmTopicArn", "alarms"],
        ["alarmTopicArn", "arn:aws:sns:us-east-1:123456789012:alarms"],
        ["alarmTopicArn", "arn:aws:sqs:eu-west-1:123456789012:alarms"],
    ] as const) {
        it(`refuses ${key} = "${value}", naming the setting, the value and the command`, async () => {
            const message = await refusal({ [`stripe-eventbridge:${key}`]: value });

            expect(message.startsWith(`${key} is "${value}", but must be `), message).to.equal(true);
            expect(message).to.contain(`: run "pulumi config set ${key} `);
        });
    }

    it("has every setting, with its default, in docs/deploying.md", () => {
        const read = (file: string) => readFileSync(path.resolve(__dirname, "../..", file), "utf8");
        const { config } = parse(read("Pulumi.yaml")) as {
            config: Record<string, { default?: string | number | boolean }>;
        };
        const rows = [...read("docs/deploying.md").matchAll(/^\| `([\w:]+)` +\| *`?(\w*)`? *\|/gm)].map(
            ([, key, value]) => [key as string, value as string],
        );
        const documented = Object.fromEntries(rows) as Record<string, string>;

        expect(documented).to.deep.equal({
            "aws:region": "",
            signingSecret: "",
            signingSecrets: "",
            stripeApiKey: "",
            partnerEventSource: "",
            kmsKeyArn: "",
            alarmTopicArn: "",
            alertEmail: "",
            alertUrl: "",
            allowedCidrs: "",
            domainName: "",
            certificateArn: "",
            ...Object.fromEntries(Object.entries(config).map(([key, setting]) => [key, String(setting.default ?? "")])),
        });
    });

    it("names a setting that has no value at all", async () => {
        expect(await refusal({ "stripe-eventbridge:mode": undefined })).to.contain("mode is not set");
    });
});
