/** A change of state that an event reports. */
export interface Change {
    type: string;
    before: string;
    after: string;
}

interface Place {
    state: string;
    /** Changes that lead here, less changes that lead away. */
    surplus: number;
}

/**
 * Finds the states that an object can be in once all of `changes` have happened, from their set alone.
 *
 * The changes are the edges of a graph whose vertices are states; what happened is a walk over all of them. A walk ends
 * where more edges come in than go out, whatever their order, also when values go there and back. A closed walk ends
 * where it started: at one of `starts`, when exactly one lies on it. When events are missing, the graph falls into
 * pieces or has several ends: then each end is possible, except that the piece which leads away from the start came first.
 *
 * @param visited the states that the events show
 * @param starts states that the object may have been in before
 */
export function findEnds(changes: readonly Change[], visited: readonly string[], starts: readonly string[]): string[] {
    const pieces = findPieces(changes, visited);
    const onWalk = pieces.flatMap((piece) => piece.filter((place) => starts.includes(place.state)));
    const start = onWalk.length === 1 ? onWalk[0] : undefined;
    const [piece] = pieces;
    if (pieces.length === 1 && piece !== undefined) {
        return isClosed(piece) && start !== undefined ? [start.state] : findPieceEnds(piece);
    }
    return pieces
        .filter((one) => start === undefined || !(one.includes(start) && (isClosed(one) || start.surplus < 0)))
        .flatMap(findPieceEnds);
}

function isClosed(piece: readonly Place[]): boolean {
    return piece.every((place) => place.surplus === 0);
}

function findPieceEnds(piece: readonly Place[]): string[] {
    return piece.filter((place) => place.surplus > 0 || isClosed(piece)).map((place) => place.state);
}

/** Splits the graph into its connected pieces. */
function findPieces(changes: readonly Change[], visited: readonly string[]): Place[][] {
    const pieces = new Map(visited.map((state) => [state, [{ state, surplus: 0 }]]));
    const findPiece = (state: string): Place[] => {
        const piece = pieces.get(state) ?? [{ state, surplus: 0 }];
        pieces.set(state, piece);
        return piece;
    };
    for (const { before, after, times } of countDistinct(changes)) {
        const from = findPiece(before);
        const to = findPiece(after);
        if (from !== to) {
            from.push(...to);
            for (const { state } of to) {
                pieces.set(state, from);
            }
        }
        for (const place of from) {
            place.surplus += (place.state === after ? times : 0) - (place.state === before ? times : 0);
        }
    }
    return [...new Set(pieces.values())];
}

/**
 * One change may be reported by events of several types (`refund.updated` and `charge.refund.updated`), and happen
 * several times when values go there and back: it happened as often as the type that reports it most often says.
 */
function countDistinct(changes: readonly Change[]): { before: string; after: string; times: number }[] {
    const byChange = new Map<string, { before: string; after: string; types: Map<string, number> }>();
    for (const { type, before, after } of changes) {
        const key = JSON.stringify([before, after]);
        const change = byChange.get(key) ?? { before, after, types: new Map<string, number>() };
        change.types.set(type, (change.types.get(type) ?? 0) + 1);
        byChange.set(key, change);
    }
    return [...byChange.values()].map(({ before, after, types }) => ({
        before,
        after,
        times: Math.max(...types.values()),
    }));
}
