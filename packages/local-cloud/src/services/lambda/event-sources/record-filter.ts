import type { FilterCriteria } from "@aws-sdk/client-lambda";

import { compilePattern } from "../../eventbridge/pattern/compile";
import { invalid } from "../errors";

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const maxFilters = 5;
const maxPatternLength = 4096;

/** Whether a function gets a record. */
export type RecordFilter = (event: unknown) => boolean;

/**
 * The filter that lets through what any of the patterns matches; all, where there are none.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function compileFilters({ Filters: filters = [] }: FilterCriteria = {}): RecordFilter {
    if (filters.length > maxFilters) {
        throw invalidFilter(`there are ${filters.length} filters, where ${maxFilters} may be`);
    }
    const patterns = filters.map(({ Pattern = "" }) => {
        if (Pattern.length > maxPatternLength) {
            throw invalidFilter(`a pattern has ${Pattern.length} characters, where ${maxPatternLength} may be`);
        }
        try {
            return compilePattern(Pattern);
        } catch (error) {
            throw invalidFilter((error as Error).message);
        }
    });
    return patterns.length === 0 ? () => true : (event) => patterns.some((pattern) => pattern.matches(event));
}

function invalidFilter(reason: string): Error {
    return invalid(`Invalid filter pattern definition: ${reason}`);
}
