import type { DescribeLogGroupsRequest, FilterLogEventsRequest } from "@aws-sdk/client-cloudwatch-logs";

import type { Clock } from "../../clock";
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

/** What a program says of a group. */
interface GroupSettings {
    /** @default for ever */
    retentionDays?: number | undefined;
    /** Told, and without effect here. */
    kmsKeyId?: string | undefined;
}

interface Named {
    logGroupName?: string;
    logGroupIdentifier?: string;
}

/** CloudWatch Logs, in memory: the newest lines of each group. */
export class Logs implements JsonService, LogSink {
    readonly name = "CloudWatch Logs";
    readonly targetPrefix = "Logs_20140328";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>> = {
        DescribeLogGroups: async (input: DescribeLogGroupsRequest, call) => {
            call.authorize("logs:DescribeLogGroups", this.streamArn("", ""));
            return describeLogGroups([...this.groups.values()], input, (name) => this.groupArn(name));
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

    /** Makes a group, or gives the one that stands these settings; its lines stay. */
    putGroup(name: string, { retentionDays, kmsKeyId }: GroupSettings): void {
        const group = this.groups.get(name) ?? new LogGroup(name, this.now());
        group.retentionDays = retentionDays;
        group.kmsKeyId = kmsKeyId;
        this.groups.set(name, group);
    }

    /** What is known of a group; undefined when there is none. */
    getGroup(name: string): Readonly<GroupSettings> | undefined {
        return this.groups.get(name);
    }

    deleteGroup(name: string): void {
        this.groups.delete(name);
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
