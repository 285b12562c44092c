import { invalidParameter } from "./errors";

interface Filter {
    Key?: string;
    Values?: string[];
}

/**
 * Whether a name passes all filters, each of which has what the name may start with.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 *
 * @throws AwsError `InvalidParameterException` for a filter by anything else, or by what a name must not start with
 */
export function nameFilter(filters: readonly Filter[]): (name: string) => boolean {
    for (const { Key: key = "", Values: values = [] } of filters) {
        if (key !== "name" || values.some((value) => value.startsWith("!"))) {
            throw invalidParameter(`The local cloud does not filter secrets by "${key}" ${JSON.stringify(values)}.`);
        }
    }
    return (name) => filters.every(({ Values: values = [] }) => values.some((value) => name.startsWith(value)));
}
