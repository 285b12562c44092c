import type { Target } from "@aws-sdk/client-eventbridge";

import { refuseMembers } from "../../refuse-members";
import { isJson } from "../events/bus-event";
import { check, namePattern, validationError } from "../constraints";
import { inputPath } from "../delivery/target-input";

const arnPattern = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;
/** What makes other text of an event, and the settings of kinds of targets that are not here. */
const absentMembers = [
    "AppSyncParameters",
    "BatchParameters",
    "EcsParameters",
    "HttpParameters",
    "InputTransformer",
    "KinesisParameters",
    "RedshiftDataParameters",
    "RunCommandParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
] as const;

/**
 * The targets of a PutTargets request, when AWS would take them
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
 *
 * @throws AwsError ValidationException
 */
export function checkTargets(targets: unknown): Target[] {
    if (!Array.isArray(targets) || targets.length === 0) {
        throw validationError(
            "1 validation error detected: Value at 'targets' failed to satisfy constraint: " +
                "Member must have length greater than or equal to 1",
        );
    }
    (targets as Target[]).forEach((target, index) => {
        refuseMembers(target, absentMembers, validationError);
        checkMembers(target, `targets.${index + 1}.member`);
        checkInput(target);
    });
    return targets as Target[];
}

function checkMembers(target: Target, at: string): void {
    check(target.Id, `${at}.id`, { required: true, maxLength: 64, pattern: namePattern });
    check(target.Arn, `${at}.arn`, { required: true, maxLength: 1600 });
    check(target.Input, `${at}.input`, { maxLength: 8192 });
    check(target.InputPath, `${at}.inputPath`, { maxLength: 256 });
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy ?? {};
    check(MaximumRetryAttempts, `${at}.retryPolicy.maximumRetryAttempts`, { minimum: 0, maximum: 185 });
    check(MaximumEventAgeInSeconds, `${at}.retryPolicy.maximumEventAgeInSeconds`, { minimum: 60, maximum: 86400 });
    if (!arnPattern.test(target.Arn ?? "")) {
        throw validationError(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
    }
    checkQueue(target);
}

function checkQueue({ Id, DeadLetterConfig }: Target): void {
    const queue = DeadLetterConfig?.Arn;
    if (queue !== undefined && queue.split(":")[2] !== "sqs") {
        throw validationError(
            `Parameter DeadLetterConfig.Arn is not valid. Reason: ${queue} of target ${Id} is no SQS queue.`,
        );
    }
}

function checkInput({ Id, Input, InputPath }: Target): void {
    if (Input !== undefined && InputPath !== undefined) {
        throw validationError(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
    }
    if (Input !== undefined && !isJson(Input)) {
        throw validationError(`JSON syntax error in input for target ${Id}.`);
    }
    if (InputPath !== undefined && !inputPath.test(InputPath)) {
        throw validationError(`Invalid JSON path ${InputPath} for target ${Id}.`);
    }
}
