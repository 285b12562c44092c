import type { SQLInputValue } from "node:sqlite";

export type Scalar = string | number | boolean | null;

/** What a member must be: a value, one of several, within a range, or like a pattern of SQLite's GLOB. */
export type Condition =
    | Scalar
    | readonly Scalar[]
    | { readonly gte?: number; readonly gt?: number; readonly lte?: number; readonly lt?: number }
    | { readonly glob: string };

/** Conditions by the paths of members: `{ customer: "cus_1", "recurring.interval": "month" }`. */
export type Filters = Readonly<Record<string, Condition>>;

/** A condition in SQL, and the values of its question marks. */
export interface Where {
    sql: string;
    values: SQLInputValue[];
}

const comparisons = { gte: ">=", gt: ">", lte: "<=", lt: "<", glob: "GLOB" } as const;

/** @param columns the members that are columns of the table; the others are read in `json` */
export function toWhere(filters: Filters, columns: ReadonlySet<string>): Where {
    const parts = Object.entries(filters).map(([path, condition]) => {
        const isColumn = columns.has(path);
        const left = isColumn ? path : "json_extract(json, ?)";
        const leading = isColumn ? [] : [toJsonPath(path)];
        return compare(left, leading, condition);
    });
    return { sql: parts.map(({ sql }) => ` AND ${sql}`).join(""), values: parts.flatMap(({ values }) => values) };
}

function compare(left: string, leading: SQLInputValue[], condition: Condition): Where {
    if (condition === null) {
        return { sql: `${left} IS NULL`, values: leading };
    }
    if (Array.isArray(condition)) {
        const values = (condition as Scalar[]).map(toValue);
        return { sql: `${left} IN (${values.map(() => "?").join(", ")})`, values: [...leading, ...values] };
    }
    if (typeof condition === "object") {
        const range = condition as Readonly<Record<string, number | string | undefined>>;
        const bounds = (["gte", "gt", "lte", "lt", "glob"] as const).filter((bound) => range[bound] !== undefined);
        return {
            sql: bounds.map((bound) => `${left} ${comparisons[bound]} ?`).join(" AND ") || "TRUE",
            values: bounds.flatMap((bound) => [...leading, range[bound] as number | string]),
        };
    }
    return { sql: `${left} = ?`, values: [...leading, toValue(condition)] };
}

/** SQLite's JSON functions give 1 and 0 for true and false. */
function toValue(scalar: Scalar): SQLInputValue {
    return typeof scalar === "boolean" ? Number(scalar) : scalar;
}

/** A key in metadata may have dots. */
function toJsonPath(path: string): string {
    const [first = "", ...rest] = path.split(".");
    const names = first === "metadata" ? [first, rest.join(".")] : [first, ...rest];
    return `$${names.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `."${name}"`)).join("")}`;
}
