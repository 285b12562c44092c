import type { InputTransformer, Target } from "@aws-sdk/client-eventbridge";

import { refuseMembers } from "../../refuse-members";
import { isJson } from "../events/bus-event";
import { check, namePattern, validationError } from "../constraints";
import { isTemplate, findPlaceholders, reservedVariables } from "../delivery/input-template";
import { compileJsonPath } from "../delivery/json-path";

const arnPattern = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html: "up to 100 variables". */
const maxVariables = 100;
/** The settings of kinds of targets that are not here. */
const absentMembers = [
    "AppSyncParameters",
    "BatchParameters",
    "EcsParameters",
    "HttpParameters",
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
    check(target.InputTransformer?.InputTemplate, `${at}.inputTransformer.inputTemplate`, {
        required: target.InputTransformer !== undefined,
        maxLength: 8192,
    });
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

function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
    if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1) {
        throw validationError(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
    }
    if (Input !== undefined && !isJson(Input)) {
        throw validationError(`JSON syntax error in input for target ${Id}.`);
    }
    if (InputPath !== undefined) {
        checkPath(InputPath, Id);
    }
    if (InputTransformer !== undefined) {
        checkTransformer(InputTransformer, Id);
    }
}

function checkTransformer({ InputPathsMap = {}, InputTemplate = "" }: InputTransformer, id: string | undefined): void {
    const names = Object.keys(InputPathsMap);
    if (names.length > maxVariables) {
        throw validationError(`InputPathsMap for target ${id} has more than ${maxVariables} entries.`);
    }
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html: no key starts with "AWS.".
    const reserved = names.find((name) => reservedVariables.has(name) || name.toUpperCase().startsWith("AWS."));
    if (reserved !== undefined) {
        throw validationError(`InputPathsMap for target ${id} contains the reserved name ${reserved}.`);
    }
    Object.values(InputPathsMap).forEach((path) => checkPath(path, id));
    if (!isTemplate(InputTemplate)) {
        throw validationError(`Invalid InputTemplate for target ${id} : it is neither JSON nor lines of strings.`);
    }
    const unknown = findPlaceholders(InputTemplate).find(
        (name) => !names.includes(name) && !reservedVariables.has(name),
    );
    if (unknown !== undefined) {
        throw validationError(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`);
    }
}

function checkPath(path: string, id: string | undefined): void {
    if (compileJsonPath(path) === undefined) {
        throw validationError(`Invalid JSON path ${path} for target ${id}.`);
    }
}
