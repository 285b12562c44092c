import type { Terminal } from "./terminal";

/**
 * Shows a help's text with its paragraphs as wide as the terminal: they are written for a wide one. Indented lines are
 * commands or a list, and stay as they are.
 *
 * @param terminal one for people
 */
export function showHelp(terminal: Terminal, text: string): void {
    const isWide = terminal.columns === Infinity;
    const lines = text.replace(/\n$/, "").replace(isWide ? /$^/ : /(?<=^\S.*)\n(?=\S)/gm, " ");
    for (const line of lines.split("\n")) {
        if (/^\S/.test(line)) {
            terminal.flow(line, "");
        } else {
            terminal.line(line);
        }
    }
}
