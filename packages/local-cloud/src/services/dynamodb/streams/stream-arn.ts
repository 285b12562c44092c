import { createHash } from "node:crypto";

import type { Account } from "../../service";
import { tableArn } from "../context";

export function streamArn(account: Account, table: string, label: string): string {
    return `${tableArn(account, table)}/stream/${label}`;
}

/** The table and the label in a stream's ARN; undefined when it is none of this account's. */
export function parseStreamArn(account: Account, arn: string): { table: string; label: string } | undefined {
    const [table = "", label = ""] = arn.slice(tableArn(account, "").length).split("/stream/");
    return arn === streamArn(account, table, label) && label !== "" ? { table, label } : undefined;
}

/** The label of a stream that is turned on at `instant`, in milliseconds since the epoch. */
export function streamLabel(instant: number): string {
    return new Date(instant).toISOString().slice(0, -1);
}

/**
 * The label of a stream that a program declares: what is in the stream makes it, since a program's outputs are there
 * before its resources.
 */
export function declaredStreamLabel(table: string, viewType: string): string {
    const hash = createHash("sha256").update(`${table} ${viewType}`).digest().readUIntBE(0, 6);
    return streamLabel(Date.UTC(2026, 0, 1) + (hash % (365 * 24 * 60 * 60 * 1000)));
}
