import { globSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import type { Schema, Schemas } from "./schema";

interface Endpoint {
    parameters?: { name: string; in: string }[];
    requestBody?: { content: Record<string, { schema: Schema }> };
}

/** Stripe's description of its API: https://github.com/stripe/openapi */
export interface Description {
    components: { schemas: Schemas };
    paths: Record<string, Record<string, Endpoint>>;
}

/** In the Go module of stripe-mock, which embeds it. */
const embedded = "github.com/stripe/stripe-mock@*/embedded/openapi/spec3.json";

/** Reads the file that STRIPE_OPENAPI_SPEC names, or the newest among Go's modules. Undefined when there is none. */
export function readDescription(): Description | undefined {
    const modules = process.env.GOMODCACHE ?? path.join(homedir(), "go/pkg/mod");
    const file = process.env.STRIPE_OPENAPI_SPEC ?? globSync(embedded, { cwd: modules }).sort().at(-1);
    return file === undefined
        ? undefined
        : (JSON.parse(readFileSync(path.resolve(modules, file), "utf8")) as Description);
}

/** The names of the parameters that Stripe takes. Undefined when it has no such request. */
export function findParams(
    { paths }: Description,
    method: "get" | "post" | "delete",
    url: string,
): string[] | undefined {
    const known = Object.entries(paths).find(([template]) => template.replaceAll(/\{\w+\}/g, "ID") === url);
    const endpoint = known?.[1][method];
    const form = endpoint?.requestBody?.content["application/x-www-form-urlencoded"]?.schema.properties ?? {};
    const query = (endpoint?.parameters ?? []).filter((one) => one.in === "query").map(({ name }) => name);
    return endpoint && [...query, ...Object.keys(form)];
}
