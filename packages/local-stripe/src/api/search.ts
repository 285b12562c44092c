import type { Condition, Filters } from "../state/filter";
import { ApiError, notHere } from "../api-error";
import { filledText, readParams } from "./params";
import type { Form } from "./form";
import { limit } from "./list";

/** `email:'a@example.com'`, `metadata["plan"]:"pro"`, `created>1700000000` */
const clause =
    /^\s*(?<field>[\w.]+)(?:\[(?:'(?<single>[^'"]+)'|"(?<double>[^'"]+)")\])?\s*(?<operator>:|>=|<=|>|<)\s*(?<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+|true|false|null)\s*$/;

const bounds = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" } as const;

/** What a search asks for: https://docs.stripe.com/search#search-query-language */
export interface Search {
    filters: Filters;
    limit: number;
    /** The id of the object after which the page begins. */
    page?: string;
}

/** @throws ApiError when the query is none, or one that local Stripe does not understand */
export function readSearch(form: Form): Search {
    const params = readParams(form, { limit, page: filledText, query: filledText }, ["query"]);
    const filters: Record<string, Condition> = {};
    for (const part of splitClauses(params.query as string)) {
        const { field = "", single, double, operator = "", value = "" } = clause.exec(part)?.groups ?? {};
        if (field === "") {
            throw notHere(
                `search for ${part.trim()}: it knows field:'value', and <, >, <= and >=, joined by AND`,
                "query",
            );
        }
        const key = single ?? double;
        const path = key === undefined ? field : `${field}.${key}`;
        const before = filters[path];
        if (before !== undefined && (operator === ":" || typeof before !== "object")) {
            throw new ApiError(400, `The field ${path} is searched for twice.`, { param: "query" });
        }
        filters[path] =
            operator === ":"
                ? readValue(value)
                : { ...(before as object), [bounds[operator as keyof typeof bounds]]: Number(value) };
    }
    return {
        filters,
        limit: (params.limit as number | undefined) ?? 10,
        ...(params.page === undefined ? {} : { page: params.page as string }),
    };
}

/** Splits by AND outside of quotes. */
function splitClauses(query: string): string[] {
    const parts = query.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\s+AND\s+|[^\s'"]+|\s+|['"]/gi) ?? [];
    const clauses = [""];
    for (const part of parts) {
        if (/^\s+AND\s+$/i.test(part)) {
            clauses.push("");
        } else {
            clauses.push((clauses.pop() ?? "") + part);
        }
    }
    return clauses;
}

function readValue(text: string): Condition {
    const [quote] = text;
    return quote === "'" || quote === '"'
        ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1")
        : (JSON.parse(text) as number | boolean | null);
}
