import type { Changes } from "../reconcile";
import type { Place, Properties } from "../resources/resource-type";
import type { Terminal } from "./terminal";

/** What is known of a program that is up. */
export interface Ready {
    /** The project's name. */
    name: string;
    place: Pick<Place, "awsUrl" | "gatewayUrl">;
    /** The stack's. */
    outputs: Properties;
    /** What was made, or changed since it last ran. */
    changes: Changes;
    /** Where everything is kept. */
    kept: string;
    /** Whether it ends at once. */
    once?: boolean;
}

/** Shows what the program made and where it is. */
export function showReady(terminal: Terminal, { name, place, outputs, changes, kept, once }: Ready): void {
    const width = Math.max(12, ...Object.keys(outputs).map(({ length }) => length));
    const row = (name: string, value: string) =>
        terminal.line(`  ${name.padEnd(width)} ${terminal.style(value, "cyan")}`);
    terminal.line(terminal.style(`${name} ${once ? "comes up" : "runs"} on this machine.`, "bold"));
    terminal.line();
    row("APIs", place.gatewayUrl);
    row("AWS endpoint", place.awsUrl);
    row("Kept in", kept);
    terminal.line();
    terminal.line(`Resources: ${count(changes)}`);
    if (Object.keys(outputs).length > 0) {
        terminal.line();
        terminal.line("Outputs:");
        Object.entries(outputs).forEach(([key, value]) =>
            row(key, typeof value === "string" ? value : JSON.stringify(value)),
        );
    }
    if (!once) {
        terminal.line();
        terminal.line(terminal.style("A saved change of the program takes effect at once. Ctrl-C stops it.", "dim"));
    }
    terminal.result({
        status: "ready",
        awsEndpoint: place.awsUrl,
        apis: place.gatewayUrl,
        data: kept,
        outputs,
        changes,
    });
}

function count({ created, updated, deleted, unchanged }: Changes): string {
    const numbers = { created: created.length, updated: updated.length, deleted: deleted.length, unchanged };
    const parts = Object.entries(numbers).filter(([, number]) => number > 0);
    return parts.length === 0 ? "none" : parts.map(([what, number]) => `${number} ${what}`).join(", ");
}
