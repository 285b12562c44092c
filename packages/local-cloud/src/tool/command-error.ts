/** A command cannot do what it was asked to. The message says what is wrong and what to do: no stack is shown. */
export class CommandError extends Error {
    override readonly name = "CommandError";
}
