import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message);
}

export function invalidToken(token: string): AwsError {
    return new AwsError("InvalidNextTokenException", `The NextToken "${token}" is not valid.`);
}
