import { expect } from "chai";

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
    ] as const) {
        it(`refuses ${key} = "${value}", naming the setting, the value and the command`, async () => {
            const message = await failure({ [`stripe-eventbridge:${key}`]: value });

            expect(message).to.match(
                new RegExp(`^${key} is "${value}", but must be .*: run "pulumi config set ${key} `),
            );
        });
    }

    it("names a setting that has no value at all", async () => {
        expect(await failure({ "stripe-eventbridge:mode": undefined })).to.contain("mode is not set");
    });
});
