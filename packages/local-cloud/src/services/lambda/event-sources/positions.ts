import type { Collection, Write } from "../../../store";

/** How far one lane of a shard is, as the store holds it. */
export interface LanePosition {
    shard: string;
    lane: number;
    /** How many lanes the shard had. */
    lanes: number;
    /** The number of the last record that is done; empty before the first. */
    after: string;
}

/** Where a lane's position stands. */
export function positionKey(uuid: string, { shard, lane }: Pick<LanePosition, "shard" | "lane">): string {
    return `${uuid}~${shard}~${lane}`;
}

/** Positions at the same record of each shard, for every lane. @param after by shard */
export function makePositions(after: ReadonlyMap<string, string>, lanes: number): LanePosition[] {
    return [...after].flatMap(([shard, sequence]) =>
        Array.from({ length: lanes }, (_none, lane) => ({ shard, lane, lanes, after: sequence })),
    );
}

/**
 * The positions of a mapping whose shards have `lanes` lanes now. When they had another number, all of a shard's begin
 * where the last of them was: some records come again, none is left out.
 */
export function spreadPositions(kept: readonly LanePosition[], lanes: number): LanePosition[] {
    if (kept.every((position) => position.lanes === lanes)) {
        return [...kept];
    }
    const after = new Map<string, string>();
    for (const position of kept) {
        const other = after.get(position.shard) ?? position.after;
        after.set(position.shard, other < position.after ? other : position.after);
    }
    return makePositions(after, lanes);
}

/** A mapping's positions in the store. */
export async function readPositions(collection: Collection<LanePosition>, uuid: string): Promise<LanePosition[]> {
    const positions: LanePosition[] = [];
    for await (const [, position] of collection.entries({ prefix: `${uuid}~` })) {
        positions.push(position);
    }
    return positions;
}

/** The writes that put `after` in the place of `before`. */
export function replacePositions(
    collection: Collection<LanePosition>,
    uuid: string,
    before: readonly LanePosition[],
    after: readonly LanePosition[],
): Write[] {
    return [
        ...before.map((position) => collection.del(positionKey(uuid, position))),
        ...after.map((position) => collection.put(positionKey(uuid, position), position)),
    ];
}
