import type { Changes, Cloud } from "local-cloud";
import { defaultAwsEndpoint } from "../deployment";
import type { Terminal } from "../terminal";
import type { ProgramNews } from "./live-program";
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

/** Shows what became of a saved change, and what else there is to know of the program. */
export function showNews(terminal: Terminal, news: ProgramNews): void {
    if ("problem" in news) {
        terminal.error(`${news.problem}\nThe program as it was before goes on running.`);
        return;
    }
    if ("typeErrors" in news) {
        terminal.warning(`the program runs, but its types are wrong: "pulumi up" will refuse it\n${news.typeErrors}`);
        return;
    }
    if ("evaluatingSeconds" in news) {
        terminal.warning(
            `the program is still being evaluated, after ${news.evaluatingSeconds} s. Save it to begin anew.`,
        );
        return;
    }
    if ("unknownType" in news) {
        const names = news.passedOver.map((name) => `"${name}"`).join(", ");
        terminal.warning(
            `the local cloud does not know the resource type ${news.unknownType}: ${names} ${news.passedOver.length > 1 ? "are" : "is"} ` +
                "passed over, and nothing here acts in its place (--strict refuses instead)",
        );
        return;
    }
    const { changes, milliseconds } = news;
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
