import type { DescribeLogGroupsRequest } from "@aws-sdk/client-cloudwatch-logs";

import { refuseMembers } from "../refuse-members";
import { pageAt } from "../page-at";
import { invalidParameter } from "./errors";
import type { LogGroup } from "./log-group";

const maxPageSize = 50;
const absentFilters = ["accountIdentifiers", "includeLinkedAccounts", "logGroupClass", "logGroupIdentifiers"] as const;

/** @throws AwsError `InvalidParameterException` */
export function describeLogGroups(
    groups: readonly LogGroup[],
    input: DescribeLogGroupsRequest,
    toArn: (name: string) => string,
): object {
    refuseMembers(input, absentFilters, invalidParameter);
    const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern = "" } = input;
    // Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    if (prefix !== "" && pattern !== "") {
        throw invalidParameter("logGroupNamePrefix and logGroupNamePattern exclude each other.");
    }
    const found = groups
        .filter(({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(pattern.toLowerCase()))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { page, nextToken } = paginate(found, input);
    const logGroups = page.map((group) => ({
        logGroupName: group.name,
        creationTime: group.createdAt,
        retentionInDays: group.retentionDays,
        kmsKeyId: group.kmsKeyId,
        metricFilterCount: 0,
        storedBytes: group.storedBytes,
        arn: `${toArn(group.name)}:*`,
        logGroupArn: toArn(group.name),
        logGroupClass: "STANDARD",
    }));
    return { logGroups, nextToken };
}

function paginate<T>(
    items: readonly T[],
    { limit = maxPageSize, nextToken }: { limit?: number; nextToken?: string },
): { page: T[]; nextToken: string | undefined } {
    if (!Number.isInteger(limit) || limit < 1 || limit > maxPageSize) {
        throw invalidParameter(`limit must be from 1 to ${maxPageSize}.`);
    }
    const { page, next } = pageAt(items, limit, nextToken, () =>
        invalidParameter("The specified nextToken is invalid."),
    );
    return { page, nextToken: next };
}
