/** Jackson quotes this much of a text in its messages (its `ErrorReportConfiguration`'s default). */
const longestQuote = 500;

/** A JSON text, which tells where in it something is, as AWS's messages do. */
export class JsonSource {
    private quote: string | undefined;

    constructor(readonly text: string) {}

    /** @param offset of a character of the text, from 0; -1 for the place before the text */
    describe(offset: number): string {
        const before = this.text.slice(0, Math.max(offset, 0));
        // Carriage returns end lines too; one before a newline ends it together with that.
        const lines = before.split(/\r\n|\r|\n/);
        const column = offset < 0 ? 0 : (lines.at(-1) ?? "").length + 1;
        this.quote ??= quoted(this.text);
        return `[Source: (String)${this.quote}; line: ${lines.length}, column: ${column}]`;
    }
}

function quoted(text: string): string {
    const start = text.slice(0, longestQuote).replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, escape);
    const over = text.length - longestQuote;
    return `"${start}"${over > 0 ? `[truncated ${over} chars]` : ""}`;
}

function escape(character: string): string {
    return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
