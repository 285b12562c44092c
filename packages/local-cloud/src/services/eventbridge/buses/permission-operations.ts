import type { PutPermissionRequest, RemovePermissionRequest } from "@aws-sdk/client-eventbridge";

import { parsePolicy } from "../../iam/policy";
import { refuseMembers } from "../../refuse-members";
import type { Call, Operation } from "../../service";
import { defaultBus } from "../arns";
import type { Catalog } from "../catalog";
import { validationError } from "../constraints";

interface PermissionOperationsDeps {
    catalog: Catalog;
}

/** The operations on a bus's resource policy, which DescribeEventBus shows; it is set and taken away whole. */
export function permissionOperations(deps: PermissionOperationsDeps): Record<string, Operation> {
    return {
        PutPermission: (input: PutPermissionRequest, call) => putPermission(deps, input, call),
        RemovePermission: (input: RemovePermissionRequest, call) => removePermission(deps, input, call),
    };
}

async function putPermission({ catalog }: PermissionOperationsDeps, input: PutPermissionRequest, call: Call) {
    call.authorize("events:PutPermission", "*");
    refuseMembers(input, ["Action", "Condition", "Principal", "StatementId"], validationError);
    const { EventBusName = defaultBus, Policy: policy } = input;
    if (policy === undefined) {
        throw validationError("Parameter Policy is required.");
    }
    checkPolicy(policy);
    return catalog.change(async () => {
        await catalog.saveBus({ ...catalog.bus(EventBusName).record, policy });
        return {};
    });
}

async function removePermission({ catalog }: PermissionOperationsDeps, input: RemovePermissionRequest, call: Call) {
    call.authorize("events:RemovePermission", "*");
    refuseMembers(input, ["StatementId"], validationError);
    const { EventBusName = defaultBus, RemoveAllPermissions: all } = input;
    if (all !== true) {
        throw validationError("Parameter RemoveAllPermissions is required.");
    }
    return catalog.change(async () => {
        await catalog.saveBus({ ...catalog.bus(EventBusName).record, policy: undefined });
        return {};
    });
}

function checkPolicy(policy: string): void {
    try {
        parsePolicy(policy, "resource");
    } catch (error) {
        throw validationError(`Parameter Policy is not valid. Reason: ${(error as Error).message}`);
    }
}
