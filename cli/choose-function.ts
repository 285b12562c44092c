import { CommandError } from "local-cloud/command";

import type { StackFunction, StackOutputs } from "./deployment";
import { didYouMean } from "./did-you-mean";

/**
 * The function that goes by a name in the program.
 *
 * @throws CommandError that names those that there are
 */
export function chooseFunction({ functions = {} }: StackOutputs, name: string | undefined): StackFunction {
    return functions[chooseName(name, Object.keys(functions))] as StackFunction;
}

/** @throws CommandError that names those that there are */
export function chooseName(name: string | undefined, names: readonly string[]): string {
    if (name !== undefined && names.includes(name)) {
        return name;
    }
    const near = name === undefined ? [] : didYouMean(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are ${names.join(", ")}`;
    throw new CommandError(name === undefined ? `of what? Name it: ${hint}` : `there is no "${name}" here: ${hint}`);
}
