import type { Changes } from "../reconcile";
import type { ProgramNews } from "./live-program";
import type { Terminal } from "./terminal";

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
        const names = news.ignored.map((name) => `"${name}"`).join(", ");
        terminal.warning(
            `the local cloud does not know the resource type ${news.unknownType}: ${names} ${news.ignored.length > 1 ? "are" : "is"} ` +
                "ignored, and nothing here acts in its place (--strict refuses instead)",
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
