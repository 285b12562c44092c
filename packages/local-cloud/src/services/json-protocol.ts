/** A shape of the AWS SDK as it is in JSON: timestamps are seconds since the epoch. */
export type JsonShape<T> = T extends Date
    ? number
    : T extends (infer Item)[]
      ? JsonShape<Item>[]
      : T extends object
        ? { [Member in keyof T]: JsonShape<T[Member]> }
        : T;

/** Milliseconds since the epoch as a timestamp of AWS's JSON protocol. */
export function epochSeconds(milliseconds: number): number {
    return milliseconds / 1000;
}
