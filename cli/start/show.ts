import type { Cloud } from "../../local/cloud";
import type { Changes } from "../../local/reconcile";
import { defaultAwsEndpoint } from "../deployment";
import type { Terminal } from "../terminal";
import type { StartOptions } from "./options";

/** Shows where everything is, and what to do next. */
export function showReady(
    terminal: Terminal,
    cloud: Cloud,
    { signingSecret, options }: { signingSecret: string; options: StartOptions },
): void {
    const { awsUrl } = cloud.place;
    const outputs = cloud.stackOutputs;
    const elsewhere = awsUrl === defaultAwsEndpoint ? "" : ` --aws-endpoint ${awsUrl}`;
    const kept = options.ephemeral ? "nowhere" : options.data;
    const row = (name: string, value: string) => terminal.line(`  ${name.padEnd(16)} ${terminal.style(value, "cyan")}`);
    terminal.line(terminal.style("stripe-eventbridge runs on this machine.", "bold"));
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

/** Shows what became of a saved change. */
export function showReload(
    terminal: Terminal,
    outcome: { changes: Changes; milliseconds: number } | { problem: string },
): void {
    if ("problem" in outcome) {
        terminal.error(`${outcome.problem}\nThe program as it was before goes on running.`);
        return;
    }
    const { changes, milliseconds } = outcome;
    terminal.line(
        `\n${terminal.style("Reloaded", "bold")} in ${(milliseconds / 1000).toFixed(1)} s: ${summary(changes)}`,
    );
    terminal.result({ status: "reloaded", milliseconds, ...changes });
}

function summary({ created, updated, deleted }: Changes): string {
    const parts = Object.entries({ created, updated, deleted })
        .filter(([, names]) => names.length > 0)
        .map(([what, names]) => `${what} ${names.join(", ")}`);
    return parts.length === 0 ? "nothing has changed" : parts.join("; ");
}
