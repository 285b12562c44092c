/**
 * The `choices` that `word` was most likely meant to be, nearest first, at most three; none when all are far from it.
 */
export function didYouMean(word: string, choices: readonly string[]): string[] {
    const limit = Math.max(2, Math.floor(word.length / 4));
    const distances = choices
        .map((choice) => ({ choice, distance: distanceBetween(word.toLowerCase(), choice) }))
        .sort((a, b) => a.distance - b.distance);
    const nearest = distances[0]?.distance ?? 0;
    const near = distances.filter(({ distance }) => distance <= Math.min(limit, nearest + 1));
    // A part of a name is far from the whole by count of letters, yet says what is meant: subscription.created.
    const whole = distances.filter(({ choice }) => word.length > 3 && choice.includes(word.toLowerCase()));
    return [...new Set([...near, ...whole].map(({ choice }) => choice))].slice(0, 3);
}

/** How many letters must be put in, taken out or replaced to make `a` of `b`: Levenshtein's distance. */
function distanceBetween(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
