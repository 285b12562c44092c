/** What was found out about one thing. */
export interface Check {
    /** What it is about, such as `settings`. */
    area: string;
    /** `unknown` is what could not be looked at; it is no failure. */
    verdict: "ok" | "warning" | "wrong" | "unknown";
    /** What is so, in a sentence without its full stop. */
    text: string;
    /** How to mend it. */
    remedy?: string;
}
