import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message);
}

/** How many a page may have. @throws AwsError `InvalidParameterException` */
export function checkLimit(limit: number | undefined, max: number): number {
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= max)) {
        throw invalidParameter(`limit must be from 1 to ${max}.`);
    }
    return limit ?? max;
}
