import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message);
}
