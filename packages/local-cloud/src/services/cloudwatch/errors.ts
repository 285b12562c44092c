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

/** The alarms' operations have another error than those of metrics. */
export function invalidAlarm(message: string): AwsError {
    return new AwsError("ValidationError", message);
}

export function noSuchAlarm(name: string): AwsError {
    return new AwsError("ResourceNotFound", `The alarm "${name}" does not exist.`, 404);
}
