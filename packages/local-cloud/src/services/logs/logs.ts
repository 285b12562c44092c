import type { DescribeLogGroupsRequest, FilterLogEventsRequest } from "@aws-sdk/client-cloudwatch-logs";

import { AwsError } from "../../aws-error";
import { clientSchemas } from "../client-schemas";
import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import type { ServiceDeps } from "../registration";
import type { Call, JsonService, LogSink, MetricSink, Operation } from "../service";
import { putEmbeddedMetrics } from "./embedded-metrics";
import { checkLimit, invalidParameter } from "./errors";
import { LogGroup } from "./log-group";
import { filterLogEvents } from "./reading";

export interface LogsDeps extends Pick<ServiceDeps, "clock" | "account"> {
    /** Takes the metrics of lines in the embedded metric format. */
    metrics: MetricSink;
}

/** What a program says of a group. */
interface GroupSettings {
    /** @default for ever */
    retentionDays?: number | undefined;
    /** Told, and without effect here. */
    kmsKeyId?: string | undefined;
}

const maxGroupsPerPage = 50;

/** CloudWatch Logs, in memory: the newest lines of each group. */
export class Logs implements JsonService, LogSink {
    readonly name = "CloudWatch Logs";
    readonly targetPrefix = "Logs_20140328";
    readonly jsonVersion = "1.1";
    readonly operations: Readonly<Record<string, Operation>> = {
        DescribeLogGroups: async (input: DescribeLogGroupsRequest, call) => this.describeGroups(input, call),
        FilterLogEvents: async (input: FilterLogEventsRequest, call) =>
            filterLogEvents(this.group(input, call), input, this.deps.clock.now()),
    };
    private readonly groups = new Map<string, LogGroup>();

    constructor(private readonly deps: LogsDeps) {}

    get schemas() {
        return clientSchemas("@aws-sdk/client-cloudwatch-logs");
    }

    /** Adds a line for the platform itself; group and stream are made when missing. */
    write(logGroup: string, logStream: string, message: string): void {
        const now = this.deps.clock.now();
        let group = this.groups.get(logGroup);
        if (group === undefined) {
            group = new LogGroup(logGroup, now);
            this.groups.set(logGroup, group);
        }
        group.append(logStream, message, now);
        putEmbeddedMetrics(message, this.deps.metrics);
    }

    /** Makes a group, or gives the one that stands these settings; its lines stay. */
    putGroup(name: string, { retentionDays, kmsKeyId }: GroupSettings): void {
        const group = this.groups.get(name) ?? new LogGroup(name, this.deps.clock.now());
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

    /** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, which is what policies name, followed by `:*`. */
    groupArn(name: string): string {
        const { region, accountId } = this.deps.account;
        return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
    }

    private describeGroups(input: DescribeLogGroupsRequest, call: Call): object {
        call.authorize("logs:DescribeLogGroups", `${this.groupArn("")}:log-stream:`);
        refuseMembers(
            input,
            [
                "accountIdentifiers",
                "includeLinkedAccounts",
                "logGroupClass",
                "logGroupIdentifiers",
                "logGroupNamePattern",
            ],
            invalidParameter,
        );
        const { logGroupNamePrefix: prefix = "", nextToken } = input;
        const found = [...this.groups.values()]
            .filter(({ name }) => name.startsWith(prefix))
            .sort((a, b) => (a.name < b.name ? -1 : 1));
        const { page, next } = pageAt(found, checkLimit(input.limit, maxGroupsPerPage), nextToken, () =>
            invalidParameter("The specified nextToken is invalid."),
        );
        const logGroups = page.map((group) => ({
            logGroupName: group.name,
            creationTime: group.createdAt,
            retentionInDays: group.retentionDays,
            kmsKeyId: group.kmsKeyId,
            metricFilterCount: 0,
            storedBytes: group.storedBytes,
            arn: `${this.groupArn(group.name)}:*`,
            logGroupArn: this.groupArn(group.name),
            logGroupClass: "STANDARD",
        }));
        return { logGroups, nextToken: next };
    }

    /**
     * The group whose events are asked for, by name or ARN.
     * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`
     */
    private group({ logGroupName, logGroupIdentifier }: FilterLogEventsRequest, call: Call): LogGroup {
        const given = logGroupName ?? logGroupIdentifier;
        if (given === undefined) {
            throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
        }
        const name = given.startsWith("arn:") ? (given.split(":")[6] ?? "") : given;
        // As AWS has it, a group's ARN is a stream's without a name.
        call.authorize("logs:FilterLogEvents", `${this.groupArn(name)}:log-stream:`);
        const group = this.groups.get(name);
        if (group === undefined) {
            throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return group;
    }
}
