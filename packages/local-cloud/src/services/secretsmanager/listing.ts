import { AwsError } from "../../aws-error";
import { pageAt } from "../page-at";
import { invalidParameter } from "./errors";
import type { Secret } from "./secret";

interface Filter {
    Key?: string;
    Values?: string[];
}

/** `all` searches in all of these. */
const searched: Readonly<Record<string, (secret: Secret) => readonly string[]>> = {
    name: ({ name }) => [name],
    description: ({ description }) => (description === undefined ? [] : [description]),
    "tag-key": ({ tags }) => Object.keys(tags),
    "tag-value": ({ tags }) => Object.values(tags),
};

/**
 * Whether a secret passes all filters. A value matches what it is the start of, in any case save for names and tags; one that
 * starts with `!` matches what it is not the start of.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 *
 * @throws AwsError `InvalidParameterException` for a filter key that is not AWS's or that no secret here can have
 */
export function passes(secret: Secret, filters: readonly Filter[]): boolean {
    return filters.every(({ Key: key = "", Values: values = [] }) => {
        if (key === "all") {
            const words = Object.values(searched).flatMap((readTexts) => readTexts(secret));
            return values.some((value) => words.some((text) => startsWith(text, value, false)));
        }
        const readTexts = Object.hasOwn(searched, key) ? searched[key] : undefined;
        if (readTexts === undefined) {
            throw invalidParameter(`The local cloud does not filter secrets by "${key}".`);
        }
        return values.some((value) => {
            const negated = value.startsWith("!");
            const start = negated ? value.slice(1) : value;
            return readTexts(secret).some((text) => startsWith(text, start, key !== "description")) !== negated;
        });
    });
}

function startsWith(text: string, start: string, sensitive: boolean): boolean {
    return sensitive ? text.startsWith(start) : text.toLowerCase().startsWith(start.toLowerCase());
}

/**
 * One page of `items`; `NextToken` is where the next begins.
 * @throws AwsError `InvalidNextTokenException`
 */
export function paginate<T>(
    items: readonly T[],
    { MaxResults: pageSize = 100, NextToken: token }: { MaxResults?: number; NextToken?: string },
): { page: T[]; NextToken: string | undefined } {
    const { page, next } = pageAt(
        items,
        pageSize,
        token,
        (wrong) => new AwsError("InvalidNextTokenException", `The NextToken "${wrong}" is not valid.`),
    );
    return { page, NextToken: next };
}
