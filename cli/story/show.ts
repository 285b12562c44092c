import type { Terminal } from "local-cloud/command";
import type { Told } from "local-stripe/stories";
import { formatCount } from "../format-count";
import { formatTime } from "../format-time";
import type { StoryMade } from "./ask-for-story";

/** So many ids of a kind are shown. */
const maxShown = 5;

/** Shows one event of a story. */
export function showTold(terminal: Terminal, { event, isDropped, isDuplicated }: Told): void {
    const time = formatTime(event.created * 1000);
    const fate = isDropped ? terminal.style("dropped", "red") : isDuplicated ? terminal.style("twice", "yellow") : "";
    const parts = [terminal.style(time, "dim"), terminal.style(event.type, "bold"), event.objectId ?? "", fate];
    terminal.line(parts.filter((part) => part !== "").join(" "));
}

/** Shows what a story has made, and how to look at it. */
export function showMade(terminal: Terminal, made: StoryMade, stripeUrl: string): void {
    const { events, customers, subscriptions, dropped, duplicated, unmade, seed } = made;
    const faults = [
        dropped > 0 ? `${dropped} dropped` : "",
        duplicated > 0 ? `${duplicated} twice` : "",
        unmade > 0 ? `${unmade} of them alerts of events that were never made` : "",
    ].filter(Boolean);
    const who = formatCount(customers.length, "customer");
    const how = faults.length > 0 ? ` (${faults.join(", ")})` : "";
    terminal.line();
    terminal.line(`${terminal.style(`${events} events${how}`, "bold")} of ${who}, seed ${seed}:`);
    showIds(terminal, "customers", customers);
    showIds(terminal, "subscriptions", subscriptions);
    const [subscription] = subscriptions;
    terminal.line();
    terminal.line("What Stripe has of it:");
    const get = (path: string) =>
        terminal.line(`  ${terminal.style(`curl -s -u sk_test_localStripe: "${stripeUrl}${path}"`, "green")}`);
    if (subscription !== undefined) {
        get(`/v1/subscriptions/${subscription}`);
    }
    get(dropped > 0 ? "/v1/events?delivery_success=false" : "/v1/events?limit=100");
    terminal.line("What the program made of each event, the terminal of npm start shows.");
}

function showIds(terminal: Terminal, kind: string, ids: readonly string[]): void {
    if (ids.length > 0) {
        const more = ids.length > maxShown ? ` and ${ids.length - maxShown} more` : "";
        terminal.line(`  ${kind.padEnd(14)} ${ids.slice(0, maxShown).join(" ")}${more}`);
    }
}
