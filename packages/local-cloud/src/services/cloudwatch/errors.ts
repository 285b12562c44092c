import { AwsError } from "../../aws-error";

export function invalidValue(message: string): AwsError {
    return new AwsError("InvalidParameterValueException", message);
}

export function invalidCombination(message: string): AwsError {
    return new AwsError("InvalidParameterCombinationException", message);
}

export function missingParameter(name: string): AwsError {
    const message = `The parameter ${name} is required.`;
    return new AwsError("MissingRequiredParameterException", message);
}

export function invalidToken(token: string): AwsError {
    return new AwsError("InvalidNextToken", `The NextToken "${token}" is not valid.`);
}
