const tones: Readonly<Record<string, string>> = {
    applied: "good",
    handled: "good",
    duplicate: "plain",
    stale: "plain",
    ignored: "plain",
    ambiguous: "warn",
    waiting: "warn",
    running: "warn",
    retrying: "warn",
    paused: "warn",
    failed: "bad",
    refused: "bad",
    crashed: "bad",
    "timed out": "bad",
    "dead letter": "bad",
    settled: "good",
};

/** What became of an event, in a word. */
export function Outcome({ outcome }: { outcome: string }) {
    return <span class={`badge ${tones[outcome] ?? "plain"}`}>{outcome}</span>;
}
