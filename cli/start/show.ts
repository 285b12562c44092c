import type { Cloud } from "local-cloud";
import type { Terminal } from "local-cloud/command";
import { defaultAwsEndpoint } from "../deployment";
import type { StartOptions } from "./options";

/**
 * Shows where everything is, and what to do next.
 *
 * @param name the project's
 */
export function showReady(
    terminal: Terminal,
    cloud: Cloud,
    { name, signingSecret, options }: { name: string; signingSecret: string; options: StartOptions },
): void {
    const { awsUrl } = cloud.place;
    const outputs = cloud.stackOutputs;
    const elsewhere = awsUrl === defaultAwsEndpoint ? "" : ` --aws-endpoint ${awsUrl}`;
    const kept = options.ephemeral ? "nowhere" : options.data;
    const row = (name: string, value: string) => terminal.line(`  ${name.padEnd(16)} ${terminal.style(value, "cyan")}`);
    terminal.line(terminal.style(`${name} runs on this machine.`, "bold"));
    terminal.line();
    row("Webhook", String(outputs.webhookUrl ?? cloud.place.gatewayUrl));
    row("AWS endpoint", awsUrl);
    row("Signing secret", signingSecret);
    row("Kept in", kept);
    terminal.line();
    terminal.line("Send it an event, in a second terminal:");
    terminal.line(`  ${terminal.style(`npm run trigger -- customer.subscription.created${elsewhere}`, "green")}`);
    terminal.line();
    terminal.line(terminal.style("A saved change of the program takes effect at once. Ctrl-C stops it.", "dim"));
    terminal.result({ status: "ready", awsEndpoint: awsUrl, signingSecret, data: kept, outputs });
}
