import type { Call } from "../service";
import type { Item } from "./attribute-value";
import { commitChanges } from "./commit-changes";
import { tableArn, type Context } from "./context";
import type { ItemChange } from "./item-change";
import { itemSize } from "./item-size";
import { applyWrite, checkCondition, encodeKey, type ItemWrite, parseWrite } from "./item-write";
import { checkKeyValues } from "./item-limits";
import { itemLock, tableLock, tokenLock } from "./locks";
import { refuseAbsent } from "./parse-request";
import type { TableRecord } from "./table-record";
import { cancelUnlessAll, orReason, transactItems } from "./transaction";
import { computeDigest, isDone, keep } from "./transaction-tokens";
import { validationError } from "./validation-error";

/** The actions of a transaction, each with the permission that it takes and the request that it is like. */
const kinds = {
    ConditionCheck: { permission: "dynamodb:ConditionCheckItem", operation: "deleteItem" },
    Put: { permission: "dynamodb:PutItem", operation: "putItem" },
    Update: { permission: "dynamodb:UpdateItem", operation: "updateItem" },
    Delete: { permission: "dynamodb:DeleteItem", operation: "deleteItem" },
} as const;

type Kind = keyof typeof kinds;

export interface TransactInput {
    TransactItems: unknown;
    ClientRequestToken?: string;
}

interface Action {
    kind: Kind;
    write: ItemWrite;
    table: string;
}

/** An action whose item is known. */
interface Target extends Action {
    record: TableRecord;
    key: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxTransactionBytes = 4 * 1024 * 1024;

/**
 * TransactWriteItems: every action or none, also when the process is killed, for they are one write to the storage.
 * Transactions that meet on an item wait for one another, so none is cancelled for a conflict.
 */
export async function transactWrite(context: Context, input: TransactInput, call: Call): Promise<object> {
    const { account, clock, storage, locks } = context;
    refuseAbsent({ ...input });
    const token = readToken(input);
    const digest = computeDigest(input);
    const actions = transactItems(input.TransactItems).map(parseAction);
    for (const { kind, table } of actions) {
        call.authorize(kinds[kind].permission, tableArn(account, table));
    }
    const outer = actions.map(({ table }) => tableLock(table, true));
    await locks.hold(token === undefined ? outer : [...outer, tokenLock(token)], async () => {
        const targets = resolveTargets(actions, context);
        if (token !== undefined && (await isDone(storage, clock, token, digest))) {
            return;
        }
        await locks.hold(
            targets.map(({ table, key }) => itemLock(table, key)),
            async () => {
                const changes = applyAll(targets, storage.items(targets));
                const kept = token === undefined ? [] : keep(clock, token, digest);
                await commitChanges(context, changes, kept);
            },
        );
    });
    return {};
}

function readToken({ ClientRequestToken: token }: TransactInput): string | undefined {
    if (token !== undefined && (typeof token !== "string" || token.length < 1 || token.length > 36)) {
        throw validationError(
            `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ` +
                "Member must have length less than or equal to 36",
        );
    }
    return token;
}

function parseAction(item: Record<string, unknown>): Action {
    const [kind, ...others] = (Object.keys(kinds) as Kind[]).filter((each) => item[each] != null);
    if (kind === undefined || others.length > 0) {
        throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    const request = item[kind] as { ConditionExpression?: unknown; UpdateExpression?: unknown };
    const required = { ConditionCheck: "ConditionExpression", Update: "UpdateExpression", Put: "", Delete: "" }[kind];
    if (required !== "" && request[required as keyof typeof request] == null) {
        throw validationError(`The parameter '${required}' is required but was not present in the request`);
    }
    const write = parseWrite(kinds[kind].operation, request);
    return { kind, write, table: write.input.TableName };
}

function resolveTargets(actions: readonly Action[], { storage }: Context): Target[] {
    const targets = cancelUnlessAll(
        actions.map((action) => {
            const { input } = action.write;
            const record = storage.table(action.table);
            checkKeyValues(input.Item ?? input.Key ?? {}, record.definition);
            return orReason(() => ({ ...action, record, key: encodeKey(action.write, record) }));
        }),
    );
    if (new Set(targets.map(({ table, key }) => `${table}~${key}`)).size < targets.length) {
        throw validationError("Transaction request cannot include multiple operations on one item");
    }
    return targets;
}

/** @throws AwsError `TransactionCanceledException` when a condition is not met or an update cannot be applied */
function applyAll(targets: readonly Target[], items: readonly (Item | undefined)[]): ItemChange[] {
    const changes = cancelUnlessAll(
        targets.map(({ kind, write, record, key }, index) =>
            orReason((): ItemChange => {
                const before = items[index];
                if (kind !== "ConditionCheck") {
                    return applyWrite(write, record, key, before).change;
                }
                checkCondition(write, before);
                return { record, key, before, after: before };
            }),
        ),
    );
    const size = changes.reduce((sum, { before, after }) => sum + itemSize(after ?? before ?? {}), 0);
    if (size > maxTransactionBytes) {
        throw validationError("The aggregate size of the items in the transaction cannot exceed 4 MB");
    }
    return changes.filter((_change, index) => targets[index]?.kind !== "ConditionCheck");
}
