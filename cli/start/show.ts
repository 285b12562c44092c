import type { Cloud } from "local-cloud";
import type { Terminal } from "local-cloud/command";
import { defaultAwsEndpoint, defaultStripeUrl } from "../deployment";
import { chooseEndpoint } from "../stored-secrets";
import type { StartOptions } from "./options";

/** What is known once everything runs. */
export interface Ready {
    /** The project's. */
    name: string;
    /** What the webhook verifies with, by the names of Stripe's endpoints. */
    secrets: Readonly<Record<string, string>>;
    stripe: { url: string; secretKey: string };
    /** With its token, where there is a console. */
    consoleUrl?: string;
    options: StartOptions;
}

/**
 * Shows where everything is, and what to do next.
 */
export function showReady(
    terminal: Terminal,
    cloud: Cloud,
    { name, secrets, stripe, consoleUrl, options }: Ready,
): void {
    const { awsUrl } = cloud.place;
    const outputs = cloud.stackOutputs;
    const hasWebhook = typeof outputs.webhookUrl === "string";
    const elsewhere = awsUrl === defaultAwsEndpoint ? "" : ` --aws-endpoint ${awsUrl}`;
    const otherStripe = stripe.url === defaultStripeUrl ? "" : ` --stripe-url ${stripe.url}`;
    const hasSeveral = Object.keys(secrets).length > 1;
    const kept = options.ephemeral ? "nowhere" : options.data;
    const row = (name: string, value: string) => terminal.line(`  ${name.padEnd(16)} ${terminal.style(value, "cyan")}`);
    terminal.line(terminal.style(`${name} runs on this machine.`, "bold"));
    terminal.line();
    row("Webhook", hasWebhook ? String(outputs.webhookUrl) : "none");
    row("AWS endpoint", awsUrl);
    row("Stripe's API", `${stripe.url} (key ${stripe.secretKey})`);
    if (hasWebhook) {
        for (const [endpoint, secret] of Object.entries(secrets)) {
            row(hasSeveral ? `Secret, ${endpoint}` : "Signing secret", secret);
        }
    }
    if (consoleUrl !== undefined) {
        row("Console", consoleUrl);
    }
    row("Kept in", kept);
    terminal.line();
    const command = (text: string) => terminal.line(`  ${terminal.style(text, "green")}`);
    if (hasWebhook) {
        terminal.line("Send it an event, or have Stripe tell it a story, in a second terminal:");
        command(`npm run trigger -- customer.subscription.created${elsewhere}`);
        command(`npm run story -- renewal-fails-then-pays${otherStripe}`);
    } else {
        terminal.line("Send it an event, in a second terminal:");
        command(`npm run trigger -- customer.subscription.created${elsewhere} --via partner`);
    }
    terminal.line();
    terminal.line(terminal.style("A saved change of the program takes effect at once. Ctrl-C stops it.", "dim"));
    terminal.result({
        status: "ready",
        awsEndpoint: awsUrl,
        stripe: stripe.url,
        stripeKey: stripe.secretKey,
        signingSecret: secrets[chooseEndpoint(secrets)],
        ...(hasSeveral && { signingSecrets: secrets }),
        console: consoleUrl,
        data: kept,
        outputs,
    });
}
