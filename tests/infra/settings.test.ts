import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

import { readSettings } from "../../infra/settings";
import { runProgram } from "./run-program";

async function failure(config: Record<string, string | undefined>): Promise<string> {
    const error = await runProgram(() => ({ secret: readSettings().signingSecret }), { config }).then(
        () => undefined,
        (reason: Error) => reason,
    );
    return error?.message ?? "no failure";
}

describe("readSettings", () => {
    it("reads each setting as the program uses it", async () => {
        const { outputs } = await runProgram(() => ({ ...readSettings() }), {
            config: { "stripe-eventbridge:mode": "live", "stripe-eventbridge:logDays": "7" },
        });

        expect(outputs).to.deep.equal({
            signingSecret: "whsec_test_0123456789",
            livemode: true,
            archiveDays: 90,
            logDays: 7,
            ledgerDays: 90,
            protect: true,
            toleranceSeconds: 300,
            requestsPerSecond: 500,
            burstRequests: 1000,
            manageApiGatewayLogs: true,
        });
    });

    it("names the command that sets a missing region", async () => {
        expect(await failure({ "aws:region": undefined })).to.contain("pulumi config set aws:region");
    });

    it("names the command that sets a missing signing secret", async () => {
        expect(await failure({ "stripe-eventbridge:signingSecret": undefined })).to.match(
            /^signingSecret is not set: run "pulumi config set --secret signingSecret whsec_/,
        );
    });

    it("refuses a signing secret that is not Stripe's, without repeating it", async () => {
        const message = await failure({ "stripe-eventbridge:signingSecret": "sk_live_abc" });

        expect(message).to.contain("pulumi config set --secret signingSecret");
        expect(message).to.not.contain("sk_live_abc");
    });

    it("reads Stripe's API key where there is one, and refuses what is none without repeating it", async () => {
        const key = "stripe-eventbridge:stripeApiKey";
        const { outputs } = await runProgram(() => ({ key: readSettings().stripeApiKey }), {
            config: { [key]: "rk_test_0123456789" },
        });
        const error = await runProgram(() => ({ key: readSettings().stripeApiKey }), {
            config: { [key]: "whsec_0123456789" },
        }).then(
            () => undefined,
            (reason: Error) => reason,
        );

        expect(outputs).to.deep.equal({ key: "rk_test_0123456789" });
        expect(error?.message).to.contain("pulumi config set --secret stripeApiKey");
        expect(error?.message).to.not.contain("whsec_0123456789");
    });

    it("reads the topic for alarms where there is one", async () => {
        const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";

        const { outputs } = await runProgram(() => ({ topic: readSettings().alarmTopicArn }), {
            config: { "stripe-eventbridge:alarmTopicArn": alarmTopicArn },
        });

        expect(outputs).to.deep.equal({ topic: alarmTopicArn });
    });

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
        ["alarmTopicArn", ""],
        ["alarmTopicArn", "alarms"],
        ["alarmTopicArn", "arn:aws:sns:us-east-1:123456789012:alarms"],
        ["alarmTopicArn", "arn:aws:sqs:eu-west-1:123456789012:alarms"],
    ] as const) {
        it(`refuses ${key} = "${value}", naming the setting, the value and the command`, async () => {
            const message = await failure({ [`stripe-eventbridge:${key}`]: value });

            expect(message).to.match(
                new RegExp(`^${key} is "${value}", but must be .*: run "pulumi config set ${key} `),
            );
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
            stripeApiKey: "",
            alarmTopicArn: "",
            ...Object.fromEntries(Object.entries(config).map(([key, setting]) => [key, String(setting.default ?? "")])),
        });
    });

    it("names a setting that has no value at all", async () => {
        expect(await failure({ "stripe-eventbridge:mode": undefined })).to.contain("mode is not set");
    });
});
