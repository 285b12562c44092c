import path from "node:path";

import { type Cloud, type Project, runCloud } from "local-cloud";
import type { ProgramEvaluator, Terminal } from "local-cloud/command";
import { chooseEndpoint, readStoredSecrets } from "../stored-secrets";
import { type Live, openLive } from "./live/open-live";
import { openConsole } from "./console";
import { registerWebhook, startStripe, stripeEnvironment } from "./local-stripe";
import type { Console } from "../../console/server/start-console";
import type { StartOptions } from "./options";
import { showReady } from "./show";

/** What is known before anything is started. */
export interface SystemSettings {
    options: StartOptions;
    /** Where everything is kept; undefined keeps nothing. */
    folder: string | undefined;
    signingSecret: string;
    project: Project;
    readProject: () => Project;
    /** Has begun to load the program's packages. */
    evaluator: ProgramEvaluator;
}

/**
 * Runs the local cloud with the program in it, and the local Stripe, until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runSystem(settings: SystemSettings, terminal: Terminal): Promise<void> {
    const { options, folder, signingSecret, project, readProject, evaluator } = settings;
    let live: Live | undefined;
    let awsEndpoint: string | undefined;
    let web: Console | undefined;
    const stripe = await startStripe({ folder, options, log: (line) => live?.deliver(line) });
    try {
        await runCloud(terminal, {
            evaluator,
            readProject,
            folder,
            gatewayPort: options.port,
            awsPort: options.awsPort,
            region: project.config["aws:region"] ?? "us-east-1",
            speed: options.speed,
            strict: options.strict,
            buildInfo: folder && path.join(folder, "program.tsbuildinfo"),
            functionEnvironment: stripeEnvironment(project, stripe.url),
            // Else events would fail for want of the webhook, and wait for their next attempt.
            beforeStop: async () => {
                await web?.close();
                await stripe.close();
            },
            openView: (findName) => {
                const { speed, quiet = false } = options;
                const deployment = () => ({ awsEndpoint });
                live = openLive(terminal, { project: project.folder, speed, quiet, findName, deployment });
                return live;
            },
            showReady: async (cloud) => {
                awsEndpoint = cloud.place.awsUrl;
                const secrets = await readVerifyingSecrets(cloud, signingSecret);
                const secret = secrets[chooseEndpoint(secrets)] ?? signingSecret;
                registerWebhook(stripe, cloud.stackOutputs.webhookUrl, secret);
                web = await openConsole(terminal, cloud, options, stripe.url);
                showReady(terminal, cloud, { name: project.name, secrets, stripe, consoleUrl: web?.url, options });
            },
        });
    } finally {
        await stripe.close();
    }
}

/** What the receiver verifies with: whoever rotated the stack's secret, Secrets Manager has it, and not the settings. */
async function readVerifyingSecrets(cloud: Cloud, setting: string): Promise<Record<string, string>> {
    const signingSecretArn = cloud.stackOutputs.signingSecretArn as string | undefined;
    if (signingSecretArn === undefined) {
        return readStoredSecrets(setting);
    }
    const { SecretString } = await cloud.call<{ SecretString?: string }>(cloud.secrets, "GetSecretValue", {
        SecretId: signingSecretArn,
    });
    return readStoredSecrets(SecretString ?? setting);
}
