import type { Style, Terminal } from "local-cloud/command";
import type { Check } from "./check";

const marks: Readonly<Record<Check["verdict"], readonly [mark: string, style: Style]>> = {
    ok: ["✓", "green"],
    warning: ["!", "yellow"],
    wrong: ["✗", "red"],
    unknown: ["?", "dim"],
};

/** Shows one check, and below it how to mend what it found. */
export function showCheck(terminal: Terminal, { area, verdict, text, remedy }: Check): void {
    const [mark, style] = marks[verdict];
    terminal.flow(`${terminal.style(mark, style)} ${area.padEnd(8)} ${text}`, " ".repeat(11));
    if (remedy !== undefined) {
        terminal.flow(`           ${terminal.style(remedy, "cyan")}`, " ".repeat(11));
    }
}
