import type { Clock } from "../../clock";
import type { Account } from "../service";
import type { Locks } from "./locks";
import type { RecordStreams } from "./streams/record-streams";
import type { TableStorage } from "./table-storage";

/** What the operations share. */
export interface Context {
    account: Account;
    clock: Clock;
    storage: TableStorage;
    locks: Locks;
    streams: RecordStreams;
}

export function tableArn(account: Account, table: string): string {
    return `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${table}`;
}

export function indexArn(account: Account, table: string, index: string): string {
    return `${tableArn(account, table)}/index/${index}`;
}
