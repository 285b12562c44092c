import type { PutPermissionRequest, RemovePermissionRequest } from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../aws-error";
import type { Call, Operation } from "../service";
import { type Arns, defaultBus } from "./arns";
import { parseObject } from "./bus-event";
import type { Catalog } from "./catalog";
import { check, validationError } from "./constraints";

interface Statement {
    Sid?: string;
    [member: string]: unknown;
}

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
        const policy = input.Policy === undefined ? withStatement() : checkedPolicy(input.Policy);
        await catalog.saveBus({ ...record, policy });
        return {};

        function withStatement(): string {
            const added = statement(input, arns.bus(record.name));
            return policyText([...statementsOf(record.policy).filter(({ Sid }) => Sid !== added.Sid), added]);
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
        const statements = statementsOf(record.policy);
        const left = statements.filter(({ Sid }) => Sid !== input.StatementId);
        if (left.length === statements.length) {
            throw new AwsError("ResourceNotFoundException", `Statement with the provided id does not exist.`);
        }
        await catalog.saveBus({ ...record, policy: left.length === 0 ? undefined : policyText(left) });
        return {};
    });
}

function statement({ Action, Principal, StatementId, Condition }: PutPermissionRequest, bus: string): Statement {
    check(Action, "action", { required: true, maxLength: 64, values: ["events:PutEvents"] });
    check(Principal, "principal", { required: true, maxLength: 12, pattern: /^(\d{12}|\*)$/ });
    check(StatementId, "statementId", { required: true, maxLength: 64, pattern: /^[a-zA-Z0-9-_]+$/ });
    return {
        Sid: StatementId ?? "",
        Effect: "Allow",
        Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
        Action,
        Resource: bus,
        ...(Condition === undefined
            ? {}
            : { Condition: { [Condition.Type ?? ""]: { [Condition.Key ?? ""]: Condition.Value } } }),
    };
}

function checkedPolicy(policy: string): string {
    if (!Array.isArray(parseObject(policy)?.Statement)) {
        throw validationError("Parameter Policy is not valid. Reason: It is no JSON policy with a list of statements.");
    }
    return policy;
}

function statementsOf(policy: string | undefined): Statement[] {
    return policy === undefined ? [] : (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}

function policyText(statements: readonly Statement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
