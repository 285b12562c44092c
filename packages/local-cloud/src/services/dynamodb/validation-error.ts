import { AwsError } from "../../aws-error";

export function validationError(message: string): AwsError {
    return new AwsError("ValidationException", message);
}
