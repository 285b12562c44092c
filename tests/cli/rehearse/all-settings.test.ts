import { expect } from "chai";
import path from "node:path";

import { groupChanges } from "../../../cli/rehearse/changes";
import type { Rehearsal, Step } from "../../../cli/rehearse/rehearsal";
import type { StepReport } from "../../../cli/rehearse/report";
import { rehearseProgram } from "../../../cli/rehearse/run";
import { sendEvent } from "../../../cli/rehearse/send-event";
import { succeeded } from "../../../cli/rehearse/step-failure";
import { event } from "../../../cli/rehearse/steps/event";
import { expectSettled, preview, settled, up } from "../../../cli/rehearse/steps/first-deployment";
import { state } from "../../../cli/rehearse/steps/state";
import { destroy } from "../../../cli/rehearse/steps/teardown";
import { newSecret, readThrowawayProject, type StackConfig } from "../../../cli/rehearse/throwaway-project";
import { captureOutput, until } from "local-cloud/testing";
import { Terminal } from "local-cloud/command";
import { leftOut, pulumiFolder } from "./pulumi";

const root = path.resolve(__dirname, "../../..");
const secrets = { account: newSecret(), connect: newSecret() };
const rotated = newSecret();

/** Settings by their short names; those in `secretKeys` are secret. */
function settings(values: Record<string, string>, secretKeys: readonly string[] = []): StackConfig {
    const entries = Object.entries(values).map(([key, value]) => [
        `stripe-eventbridge:${key}`,
        { value, secret: secretKeys.includes(key) },
    ]);
    return Object.fromEntries(entries) as StackConfig;
}

const named = (value: object) => settings({ signingSecrets: JSON.stringify(value) }, ["signingSecrets"]);

/** Every optional setting, but for the domain: events could not be sent to it. */
const allSettings: StackConfig = {
    ...named(secrets),
    ...settings({ stripeApiKey: "rk_test_0123456789abcdef" }, ["stripeApiKey"]),
    ...settings({ alertUrl: "http://127.0.0.1:9/" }, ["alertUrl"]),
    ...settings({
        alertEmail: "oncall@example.com",
        partnerEventSource: "aws.partner/stripe.com/ed_test_61SfXA1DXd",
        kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-0123456789abcdef0123456789abcdef",
        alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
        allowedCidrs: "127.0.0.1/32,3.18.12.63",
        manageApiGatewayLogs: "true",
        reconcileRepairs: "false",
        protect: "true",
    }),
};

/** Deploys other settings, and says what that changes. */
async function change(rehearsal: Rehearsal, config: StackConfig): Promise<string[]> {
    const { environment } = rehearsal;
    environment.configure(config);
    const result = succeeded(await environment.run("up"), "the program does not take the setting");
    rehearsal.deployed(result);
    await expectSettled(rehearsal);
    return groupChanges(result.steps).map(({ kind, type, name }) => `${kind} ${type.split(":").at(-1)} ${name}`);
}

describe(`the program with every setting, by Pulumi's engine${leftOut}`, function () {
    this.timeout(600_000);
    let reports: StepReport[];
    let changes: { rotation: string[]; later: string[] };

    const byEachEndpoint: Step = {
        name: "events by each endpoint",
        async run(rehearsal) {
            for (const secret of Object.values(secrets)) {
                await sendEvent(rehearsal, secret);
            }
            return "applied";
        },
    };
    const rotation: Step = {
        name: "one secret rotated",
        async run(rehearsal) {
            changes.rotation = await change(rehearsal, named({ ...secrets, connect: rotated }));
            // The receiver looks into its store at most once in ten seconds; until then Stripe would send it again.
            await until("the new secret to count", () => sendEvent(rehearsal, rotated).catch(() => undefined));
            for (const secret of [secrets.connect, secrets.account, rehearsal.signingSecret]) {
                await sendEvent(rehearsal, secret);
            }
            return "applied";
        },
    };
    const laterSettings: Step = {
        name: "another key, and a domain",
        async run(rehearsal) {
            changes.later = await change(
                rehearsal,
                settings({
                    kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
                    domainName: "webhooks.example.com",
                    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/c0ffee",
                }),
            );
            return "deployed";
        },
    };

    before(async function () {
        if (pulumiFolder === undefined) {
            this.skip();
        }
        changes = { rotation: [], later: [] };
        const program = readThrowawayProject(root, "dev");
        Object.assign(program.config, allSettings);
        reports = await rehearseProgram(program, {
            steps: [preview, up, settled, event, byEachEndpoint, state, rotation, laterSettings, destroy],
            cliFolder: pulumiFolder,
            terminal: new Terminal({ output: captureOutput() }),
        });
    });

    it("deploys, settles, takes events by each endpoint, keeps its secrets, and leaves nothing behind", () => {
        expect(reports.filter(({ ok }) => !ok)).to.deep.equal([]);
        expect(reports.map(({ step }) => step)).to.include.members(["preview again", "one secret rotated", "destroy"]);
    });

    it("changes one version of one secret where one endpoint's is rotated", () => {
        expect(changes.rotation).to.deep.equal(["replace SecretVersion webhook-signing-secret"]);
    });

    it("changes the key of what holds data in place", () => {
        const others = changes.later.filter((one) => !one.startsWith("update "));

        expect(others).to.have.members(["create DomainName webhook", "create BasePathMapping webhook"]);
        expect(changes.later).to.include.members([
            "update Table billing-state",
            "update Table billing-ledger",
            "update Queue billing-state-dead-letters",
            "update Secret webhook-signing-secret",
            "update EventBus stripe",
            "update EventArchive stripe",
            "update LogGroup webhook-receive",
        ]);
        expect(changes.later).to.not.include("update Queue stripe-bus-dead-letters");
    });
});
