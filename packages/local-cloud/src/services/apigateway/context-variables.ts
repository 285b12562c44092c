/** Values of `$context` variables, by their names without `$context.`; what is undefined is absent. */
export type ContextValues = Readonly<Record<string, string | number | undefined>>;

/**
 * Replaces the `$context` variables in `template` (an access log's format, or the template of a gateway response).
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 *
 * @param absent stands for a variable that has no value: access logs write `-`
 */
export function renderContext(template: string, values: ContextValues, absent: string): string {
    return template.replace(/\$context\.([A-Za-z]\w*(?:\.\w+)*)/g, (_, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        return value === undefined ? absent : String(value);
    });
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An instant in the Common Log Format, as `$context.requestTime` has it: `09/Apr/2015:12:34:56 +0000`. */
export function commonLogTime(epochMilliseconds: number): string {
    const [day = "", time = ""] = new Date(epochMilliseconds).toISOString().split("T");
    const [year, month, date] = day.split("-");
    return `${date}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
