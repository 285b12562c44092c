import { AwsError } from "../../aws-error";

/** CloudWatch's errors, each with the code that clients of the query protocol know it by. */
function cloudWatchError(code: string, queryErrorCode: string, message: string): AwsError {
    return new AwsError(code, message, 400, { queryErrorCode });
}

export function invalidValue(message: string): AwsError {
    return cloudWatchError("InvalidParameterValueException", "InvalidParameterValue", message);
}

export function invalidCombination(message: string): AwsError {
    return cloudWatchError("InvalidParameterCombinationException", "InvalidParameterCombination", message);
}

export function missingParameter(name: string): AwsError {
    const message = `The parameter ${name} is required.`;
    return cloudWatchError("MissingRequiredParameterException", "MissingParameter", message);
}

export function invalidToken(token: string): AwsError {
    return cloudWatchError("InvalidNextToken", "InvalidNextToken", `The NextToken "${token}" is not valid.`);
}
