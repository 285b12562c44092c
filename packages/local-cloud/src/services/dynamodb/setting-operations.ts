import type { Call, Operation } from "../service";
import { tableArn, type Context } from "./context";
import { tableLock } from "./locks";
import { named } from "./table-operations";
import type { TableRecord } from "./table-record";
import { replaceTableArn } from "./parse-request";
import { validationError } from "./validation-error";

interface TimeToLiveSpecification {
    AttributeName?: string;
    Enabled?: boolean;
}

interface PointInTimeRecoverySpecification {
    PointInTimeRecoveryEnabled?: boolean;
    /** 1 to 35. @default 35 */
    RecoveryPeriodInDays?: number;
}

interface SettingInput {
    TableName: string;
    TimeToLiveSpecification?: TimeToLiveSpecification;
    PointInTimeRecoverySpecification?: PointInTimeRecoverySpecification;
}

type Setting = (context: Context, input: SettingInput, call: Call) => Promise<object>;

/** UpdateTimeToLive, DescribeTimeToLive, UpdateContinuousBackups, DescribeContinuousBackups. */
export function settingOperations(context: Context): Record<string, Operation> {
    const operation =
        (action: string, setting: Setting): Operation =>
        async (given: SettingInput, call) => {
            const input = replaceTableArn(given);
            call.authorize(action, tableArn(context.account, named(input.TableName)));
            return setting(context, input, call);
        };
    return {
        UpdateTimeToLive: operation("dynamodb:UpdateTimeToLive", updateTimeToLive),
        DescribeTimeToLive: operation("dynamodb:DescribeTimeToLive", describeTimeToLive),
        UpdateContinuousBackups: operation("dynamodb:UpdateContinuousBackups", updateBackups),
        DescribeContinuousBackups: operation("dynamodb:DescribeContinuousBackups", describeBackups),
    };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html, but in force at once. */
async function updateTimeToLive({ storage, locks }: Context, input: SettingInput): Promise<object> {
    const { AttributeName, Enabled } = input.TimeToLiveSpecification ?? {};
    if (typeof AttributeName !== "string" || AttributeName === "" || typeof Enabled !== "boolean") {
        throw validationError("TimeToLiveSpecification must have AttributeName and Enabled");
    }
    return locks.hold([tableLock(input.TableName, false)], async () => {
        const { expiryAttribute: before, ...record } = storage.table(input.TableName);
        if (Enabled && before === AttributeName) {
            throw validationError("TimeToLive is already enabled");
        } else if (!Enabled && before === undefined) {
            throw validationError("TimeToLive is already disabled");
        } else if (before !== undefined && before !== AttributeName) {
            throw validationError(
                `TimeToLive is active on a different AttributeName: current AttributeName is ${before}`,
            );
        }
        await storage.putTable(Enabled ? { ...record, expiryAttribute: AttributeName } : record);
        return { TimeToLiveSpecification: { AttributeName, Enabled } };
    });
}

async function describeTimeToLive({ storage }: Context, { TableName }: SettingInput): Promise<object> {
    const { expiryAttribute: AttributeName } = storage.table(TableName);
    const TimeToLiveStatus = AttributeName === undefined ? "DISABLED" : "ENABLED";
    return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
}

async function updateBackups({ clock, storage, locks }: Context, input: SettingInput): Promise<object> {
    return locks.hold([tableLock(input.TableName, false)], async () => {
        const before = storage.table(input.TableName);
        const { recovery: _, ...record } = before;
        const recovery = nextRecovery(input.PointInTimeRecoverySpecification, before, clock.now());
        const after = recovery === undefined ? record : { ...record, recovery };
        await storage.putTable(after);
        return backups(after, clock.now());
    });
}

async function describeBackups({ clock, storage }: Context, { TableName }: SettingInput): Promise<object> {
    return backups(storage.table(TableName), clock.now());
}

/** What a table's setting of point-in-time recovery becomes. @param now milliseconds since the epoch */
function nextRecovery(
    specification: PointInTimeRecoverySpecification | undefined,
    { recovery }: Pick<TableRecord, "recovery">,
    now: number,
): TableRecord["recovery"] {
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = recovery?.days ?? 35 } =
        specification ?? {};
    if (typeof enabled !== "boolean") {
        throw validationError("PointInTimeRecoverySpecification must have PointInTimeRecoveryEnabled");
    }
    if (!Number.isInteger(days) || days < 1 || days > 35) {
        throw validationError("RecoveryPeriodInDays must be between 1 and 35");
    }
    return enabled ? { since: recovery?.since ?? now, days } : undefined;
}

/** The setting as AWS shows it. There is nothing to restore from: backups are not made. */
function backups({ recovery }: TableRecord, now: number): object {
    const day = 24 * 60 * 60 * 1000;
    return {
        ContinuousBackupsDescription: {
            ContinuousBackupsStatus: "ENABLED",
            PointInTimeRecoveryDescription:
                recovery === undefined
                    ? { PointInTimeRecoveryStatus: "DISABLED" }
                    : {
                          PointInTimeRecoveryStatus: "ENABLED",
                          RecoveryPeriodInDays: recovery.days,
                          EarliestRestorableDateTime: Math.max(recovery.since, now - recovery.days * day) / 1000,
                          LatestRestorableDateTime: now / 1000,
                      },
        },
    };
}
