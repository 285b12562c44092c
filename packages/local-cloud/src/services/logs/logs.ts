import type {
    CreateLogGroupRequest,
    DescribeLogGroupsRequest,
    FilterLogEventsRequest,
} from "@aws-sdk/client-cloudwatch-logs";

import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import { refuseMembers } from "../refuse-members";
import { clientSchemas } from "../client-schemas";
import type { Account, Call, JsonService, LogSink, MetricSink, Operation } from "../service";
import { describeLogGroups } from "./describe";
import { putEmbeddedMetrics } from "./embedded-metrics";
import { invalidParameter, notFound } from "./errors";
import { LogGroup } from "./log-group";
import { filterLogEvents } from "./reading";

export interface LogsDeps {
    clock: Clock;
    account: Account;
    /** Takes the metrics of lines in the embedded metric format. */
    metrics: MetricSink;
}

/** A line as it comes in. */
export interface LogLine {
    logGroup: string;
    logStream: string;
    message: string;
    /** Milliseconds since the epoch. */
    timestamp: number;
}

interface Named {
    logGroupName?: string;
    logGroupIdentifier?: string;
}

/**
 * What PutRetentionPolicy takes, in days.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const retentions = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** CloudWatch Logs, in memory: the newest lines of each group. */
export class Logs implements JsonService, LogSink {
    readonly name = "CloudWatch Logs";
    readonly targetPrefix = "Logs_20140328";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>> = {
        CreateLogGroup: (input: CreateLogGroupRequest, call) => this.createLogGroup(input, call),
        DeleteLogGroup: async (input: Named, call) => {
            this.groups.delete(this.group(input, "DeleteLogGroup", call).name);
            return {};
        },
        DescribeLogGroups: async (input: DescribeLogGroupsRequest, call) => {
            call.authorize("logs:DescribeLogGroups", this.streamArn("", ""));
            return describeLogGroups([...this.groups.values()], input, (name) => this.groupArn(name));
        },
        PutRetentionPolicy: (input: Named & { retentionInDays?: number }, call) => this.putRetention(input, call),
        DeleteRetentionPolicy: async (input: Named, call) => {
            this.group(input, "DeleteRetentionPolicy", call).retentionDays = undefined;
            return {};
        },
        AssociateKmsKey: async (input: Named & { kmsKeyId?: string }, call) => {
            this.group(input, "AssociateKmsKey", call).kmsKeyId = input.kmsKeyId;
            return {};
        },
        DisassociateKmsKey: async (input: Named, call) => {
            this.group(input, "DisassociateKmsKey", call).kmsKeyId = undefined;
            return {};
        },
        FilterLogEvents: async (input: FilterLogEventsRequest, call) => {
            return filterLogEvents(this.group(input, "FilterLogEvents", call), input, this.now());
        },
    };
    private readonly groups = new Map<string, LogGroup>();
    private readonly listeners = new Set<(line: LogLine) => void>();

    constructor(private readonly deps: LogsDeps) {}

    get schemas() {
        return clientSchemas("@aws-sdk/client-cloudwatch-logs");
    }

    /**
     * Adds a line for the platform itself; group and stream are made when missing. Whoever writes for a function first
     * asks `mayWrite`: in AWS, the lines of a function whose role does not allow its logging are lost.
     */
    write(logGroup: string, logStream: string, message: string): void {
        const now = this.now();
        let group = this.groups.get(logGroup);
        if (group === undefined) {
            group = new LogGroup(logGroup, now);
            this.groups.set(logGroup, group);
        }
        group.append(logStream, message, now);
        putEmbeddedMetrics(message, this.deps.metrics);
        this.listeners.forEach((listener) => listener({ logGroup, logStream, message, timestamp: now }));
    }

    /**
     * Whether the lines of a function get to the stream: its role needs `logs:CreateLogStream` and `logs:PutLogEvents`
     * on it, and `logs:CreateLogGroup` where the group does not exist.
     * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
     *
     * @param allows whether the role's policies allow an action on an ARN: `Iam.allows`
     */
    mayWrite(allows: (action: string, resource: string) => boolean, logGroup: string, logStream: string): boolean {
        const stream = this.streamArn(logGroup, logStream);
        return (
            (this.groups.has(logGroup) || allows("logs:CreateLogGroup", this.streamArn(logGroup, ""))) &&
            allows("logs:CreateLogStream", stream) &&
            allows("logs:PutLogEvents", stream)
        );
    }

    /** Calls `listener` with each line from now on; the returned function ends that. */
    tail(listener: (line: LogLine) => void): () => void {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
    }

    /** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, which is what policies name, followed by `:*`. */
    groupArn(name: string): string {
        const { region, accountId } = this.deps.account;
        return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
    }

    private async createLogGroup(input: CreateLogGroupRequest, call: Call): Promise<object> {
        const { logGroupName: name = "" } = input;
        if (!/^[\w./#-]{1,512}$/.test(name)) {
            throw invalidParameter(
                `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
            );
        }
        call.authorize("logs:CreateLogGroup", this.streamArn(name, ""));
        refuseMembers(input, ["kmsKeyId", "deletionProtectionEnabled"], invalidParameter);
        if (input.logGroupClass !== "STANDARD") {
            refuseMembers(input, ["logGroupClass"], invalidParameter);
        }
        if (this.groups.has(name)) {
            throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
        }
        this.groups.set(name, new LogGroup(name, this.now()));
        return {};
    }

    private async putRetention(input: Named & { retentionInDays?: number }, call: Call): Promise<object> {
        const group = this.group(input, "PutRetentionPolicy", call);
        if (!retentions.includes(input.retentionInDays ?? 0)) {
            throw invalidParameter(`retentionInDays must be one of ${retentions.join(", ")}.`);
        }
        group.retentionDays = input.retentionInDays;
        return {};
    }

    /**
     * The group that a request is about, by name or ARN.
     * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`
     */
    private group(input: Named, action: string, call: Call): LogGroup {
        const given = input.logGroupName ?? input.logGroupIdentifier;
        if (given === undefined) {
            throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
        }
        const name = given.startsWith("arn:") ? (given.split(":")[6] ?? "") : given;
        call.authorize(`logs:${action}`, this.streamArn(name, ""));
        const group = this.groups.get(name);
        if (group === undefined) {
            throw notFound("group");
        }
        return group;
    }

    /** The ARN that policies are asked about: a stream's, or a group's with an empty stream, as AWS has it. */
    private streamArn(logGroup: string, logStream: string): string {
        return `${this.groupArn(logGroup)}:log-stream:${logStream}`;
    }

    private now(): number {
        return this.deps.clock.now();
    }
}
