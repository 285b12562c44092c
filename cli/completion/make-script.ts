import type { Words } from "./list-words";
import type { Shell } from "./options";

/** The script for a shell. */
export function makeScript(shell: Shell, words: Words): string {
    switch (shell) {
        case "bash":
            return makeBashScript(words);
        case "zsh":
            return `autoload -U +X bashcompinit && bashcompinit\n${makeBashScript(words)}`;
        case "fish":
            return makeFishScript(words);
    }
}

/** Where npm's own completion is loaded, it does what this does not. */
function makeBashScript(words: Words): string {
    const cases = Object.entries(words).map(([key, all]) => `        "${key}") echo "${all.join(" ")}" ;;`);
    return `_stripe_eventbridge_words() {
    case "$1" in
${cases.join("\n")}
    esac
}
_stripe_eventbridge() {
    local at=1 words=""
    case "\${COMP_WORDS[1]}" in run|run-script) at=2 ;; esac
    if [ ! -f cli/run.cjs ] || [ "\${COMP_WORDS[at + 1]}" != "--" ] || [ "$COMP_CWORD" -lt $((at + 2)) ]; then
        if type _npm_completion >/dev/null 2>&1; then _npm_completion "$@"; fi
        return
    fi
    if [ "$COMP_CWORD" -gt $((at + 2)) ]; then
        words="$(_stripe_eventbridge_words "\${COMP_WORDS[at]} \${COMP_WORDS[at + 2]}")"
    fi
    if [ -z "$words" ]; then
        words="$(_stripe_eventbridge_words "\${COMP_WORDS[at]}")"
    fi
    COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _stripe_eventbridge npm`;
}

function makeFishScript(words: Words): string {
    const lines = Object.entries(words).map(([key, all]) => {
        return `complete -c npm -f -n '__stripe_eventbridge "${key}"' -a '${all.join(" ")}'`;
    });
    return `function __stripe_eventbridge
    test -f cli/run.cjs; or return 1
    set -l words (commandline -opc)
    set -e words[1]
    contains -- "$words[1]" run run-script; and set -e words[1]
    test (count $words) -ge 2; and test "$words[2]" = --; or return 1
    set -l key $words[1]
    if test (count $words) -ge 3; and not string match -q -- '-*' $words[3]
        set key "$words[1] $words[3]"
    end
    test "$key" = "$argv[1]"
end
${lines.join("\n")}`;
}
