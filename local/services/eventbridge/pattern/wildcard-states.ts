import type { Wildcard } from "./wildcard";

interface State {
    readonly next: Map<number, number[]>;
    /** The state after a `*` that follows this one, which an empty text reaches. */
    star?: number;
    /** Whether any byte stays here: the state is one after a `*`. */
    readonly stays: boolean;
}

/** `"`: AWS matches strings with their quotes. */
const quote = 0x22;
/** Stands for all bytes that are in no pattern. */
const anyOther = -1;
/** How many sets of states are looked at. What exceeds a limit does so early, as the fullest sets come first. */
const mostSets = 5000;

/** The state machine of several wildcard patterns, over the bytes of a value. */
export class WildcardStates {
    private readonly states: State[] = [];
    private readonly bytes = new Set<number>([quote, anyOther]);
    private readonly starts: number[] = [];

    /** @param patterns each is one wildcard pattern, or several of which none may match (anything-but) */
    constructor(patterns: readonly (readonly Wildcard[])[]) {
        for (const wildcards of patterns) {
            this.add(wildcards);
        }
    }

    /** Whether some value can be in more than `limit` states at once. */
    exceeds(limit: number): boolean {
        const seen = new Set<string>();
        const pending = [this.starts];
        for (let set = pending.pop(); set !== undefined && seen.size < mostSets; set = pending.pop()) {
            const following: number[][] = [];
            for (const byte of this.bytes) {
                const next = this.after(set, byte);
                if (next.length > limit) {
                    return true;
                }
                const key = next.join();
                if (!seen.has(key)) {
                    seen.add(key);
                    following.push(next);
                }
            }
            pending.push(...following.sort((one, other) => one.length - other.length));
        }
        return false;
    }

    /** Adds a pattern. What its wildcards have in common up to their first `*` is one. */
    private add(wildcards: readonly Wildcard[]): void {
        const start = this.create(false);
        const end = this.create(false);
        const shared = new Map<string, number>();
        for (const [first, ...parts] of wildcards) {
            let state = start;
            let text = "";
            for (const byte of Buffer.from(first)) {
                text += `${byte},`;
                const known = shared.get(text);
                state = known ?? this.append(state, byte);
                shared.set(text, state);
            }
            for (const part of parts) {
                state = this.star(state);
                for (const byte of Buffer.from(part)) {
                    state = this.append(state, byte);
                }
            }
            this.link(state, quote, end);
        }
        this.starts.push(start);
        const star = this.states[start]?.star;
        if (star !== undefined) {
            this.starts.push(star);
        }
    }

    private create(stays: boolean): number {
        return this.states.push({ next: new Map(), stays }) - 1;
    }

    private star(from: number): number {
        const state = this.states[from] as State;
        return (state.star ??= this.create(true));
    }

    private append(from: number, byte: number): number {
        const to = this.create(false);
        this.link(from, byte, to);
        return to;
    }

    private link(from: number, byte: number, to: number): void {
        const { next } = this.states[from] as State;
        next.set(byte, [...(next.get(byte) ?? []), to]);
        this.bytes.add(byte);
    }

    private after(set: readonly number[], byte: number): number[] {
        const result = new Set<number>();
        for (const number of set) {
            const state = this.states[number] as State;
            if (state.stays) {
                result.add(number);
            }
            for (const next of state.next.get(byte) ?? []) {
                result.add(next);
                const star = this.states[next]?.star;
                if (star !== undefined) {
                    result.add(star);
                }
            }
        }
        return [...result].sort((one, other) => one - other);
    }
}
