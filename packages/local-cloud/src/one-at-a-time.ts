/** Runs `change` when those before it are over, and answers with what it did; one that fails keeps no other back. */
export type Alone = <T>(change: () => Promise<T>) => Promise<T>;

/** Runs changes one at a time, in the order they come: what one has read stays true until it has written. */
export function oneAtATime(): Alone {
    let last: Promise<unknown> = Promise.resolve();
    return (change) => {
        const done = last.then(change);
        last = done.catch(() => undefined);
        return done;
    };
}
