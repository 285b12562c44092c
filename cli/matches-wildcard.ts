/** Whether a text is what a pattern says, in which a `*` stands for any text. */
export function matchesWildcard(pattern: string, text: string): boolean {
    const parts = pattern.split("*").map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
