import type { PutPermissionRequest, RemovePermissionRequest } from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import { parsePolicy } from "../../iam/policy";
import { toList, type PolicyStatement } from "../../iam/policy-document";
import type { Call, Operation } from "../../service";
import { type Arns, defaultBus } from "../arns";
import type { Catalog } from "../catalog";
import { check, validationError } from "../constraints";

interface PermissionOperationsDeps {
    arns: Arns;
    catalog: Catalog;
}

/** The operations on a bus's resource policy, which DescribeEventBus shows. */
export function permissionOperations(deps: PermissionOperationsDeps): Record<string, Operation> {
    return {
        PutPermission: (input: PutPermissionRequest, call) => putPermission(deps, input, call),
        RemovePermission: (input: RemovePermissionRequest, call) => removePermission(deps, input, call),
    };
}

async function putPermission({ arns, catalog }: PermissionOperationsDeps, input: PutPermissionRequest, call: Call) {
    call.authorize("events:PutPermission", "*");
    return catalog.change(async () => {
        const { record } = catalog.bus(input.EventBusName ?? defaultBus);
        const policy = input.Policy === undefined ? addStatement() : checkPolicy(input.Policy);
        await catalog.saveBus({ ...record, policy });
        return {};

        function addStatement(): string {
            const added = buildStatement(input, arns.bus(record.name));
            return formatPolicy([...parseStatements(record.policy).filter(({ Sid }) => Sid !== added.Sid), added]);
        }
    });
}

async function removePermission({ catalog }: PermissionOperationsDeps, input: RemovePermissionRequest, call: Call) {
    call.authorize("events:RemovePermission", "*");
    return catalog.change(async () => {
        const { record } = catalog.bus(input.EventBusName ?? defaultBus);
        if (input.RemoveAllPermissions === true) {
            await catalog.saveBus({ ...record, policy: undefined });
            return {};
        }
        if (input.StatementId === undefined) {
            throw validationError("Parameter StatementId is required.");
        }
        const statements = parseStatements(record.policy);
        const left = statements.filter(({ Sid }) => Sid !== input.StatementId);
        if (left.length === statements.length) {
            throw new AwsError("ResourceNotFoundException", `Statement with the provided id does not exist.`);
        }
        await catalog.saveBus({ ...record, policy: left.length === 0 ? undefined : formatPolicy(left) });
        return {};
    });
}

function buildStatement(
    { Action, Principal, StatementId, Condition }: PutPermissionRequest,
    bus: string,
): PolicyStatement {
    check(Action, "action", { required: true, maxLength: 64, values: ["events:PutEvents"] });
    check(Principal, "principal", { required: true, maxLength: 12, pattern: /^(\d{12}|\*)$/ });
    check(StatementId, "statementId", { required: true, maxLength: 64, pattern: /^[a-zA-Z0-9-_]+$/ });
    if (Condition !== undefined) {
        // "Currently, the only supported" ones: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Condition.html
        check(Condition.Type, "condition.type", { required: true, values: ["StringEquals"] });
        check(Condition.Key, "condition.key", { required: true, values: ["aws:PrincipalOrgID"] });
        check(Condition.Value, "condition.value", { required: true });
    }
    return {
        Sid: StatementId ?? "",
        Effect: "Allow",
        Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
        Action,
        Resource: bus,
        ...(Condition === undefined
            ? {}
            : { Condition: { [Condition.Type ?? ""]: { [Condition.Key ?? ""]: Condition.Value ?? "" } } }),
    };
}

function checkPolicy(policy: string): string {
    try {
        parsePolicy(policy, "resource");
    } catch (error) {
        throw validationError(`Parameter Policy is not valid. Reason: ${(error as Error).message}`);
    }
    return policy;
}

function parseStatements(policy: string | undefined): readonly PolicyStatement[] {
    return policy === undefined ? [] : toList(parsePolicy(policy).Statement);
}

function formatPolicy(statements: readonly PolicyStatement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
