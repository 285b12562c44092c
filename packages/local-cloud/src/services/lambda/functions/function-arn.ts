import { AwsError } from "../../../aws-error";
import type { Account } from "../../service";
import { notFound } from "../errors";

/** The one version that a function has here. */
export const latestVersion = "$LATEST";

/** The ARN of the function called `name`, without a qualifier. */
export function functionArn(account: Account, name: string): string {
    return `arn:aws:lambda:${account.region}:${account.accountId}:function:${name}`;
}

/** The function that a request names, with the version, which may stand in either place. */
export function readQualifiedName(input: {
    FunctionName?: string | undefined;
    Qualifier?: string | undefined;
}): string {
    const { FunctionName = "", Qualifier: qualifier } = input;
    return qualifier === undefined || FunctionName.endsWith(`:${qualifier}`)
        ? FunctionName
        : `${FunctionName}:${qualifier}`;
}

/**
 * The name of a function that is given, as Lambda's API takes it, by name, by ARN or by a part of the ARN
 * (`123456789012:function:name`), with or without the qualifier `$LATEST`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @throws AwsError `ValidationException` for what is none of these; `ResourceNotFoundException` when the account, the
 * region or the qualifier is another one than there is here
 */
export function parseFunctionName(account: Account, given: string): string {
    const match =
        /^(?:arn:aws[\w-]*:lambda:(?<region>[\w-]+):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/.exec(
            given,
        );
    const name = match?.groups?.name;
    if (match === null || name === undefined) {
        throw new AwsError(
            "ValidationException",
            `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: ` +
                "Member must be a function's name or ARN",
        );
    }
    const { region = account.region, accountId = account.accountId, qualifier = latestVersion } = match.groups ?? {};
    if (region !== account.region || accountId !== account.accountId || qualifier !== latestVersion) {
        const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
        throw functionNotFound(match.groups?.qualifier === undefined ? arn : `${arn}:${qualifier}`);
    }
    return name;
}

/** The answer when no function has the ARN `arn`. */
export function functionNotFound(arn: string): AwsError {
    return notFound(`Function not found: ${arn}`);
}
