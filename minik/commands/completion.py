"""Print the script that lets a shell complete minik's command lines"""

from minik.command_line import flags, streams
from minik.errors import ClientError

BASH = r"""# bash completion for minik: source <(minik completion bash), or put it where bash-completion looks
_minik() {
    local line="${COMP_LINE:0:COMP_POINT}" candidate value
    COMPREPLY=()
    while IFS='' read -r candidate; do
        case "$candidate" in
            '') ;;
            :files) compopt -o default 2>/dev/null ;;
            :nospace) compopt -o nospace 2>/dev/null ;;
            *)
                value="${candidate%%$'\t'*}"
                # what a shell would expand is quoted, and what bash itself shows apart is not
                [[ "$value" == *[!A-Za-z0-9_@%+=:,./-]* ]] && printf -v value %q "$value"
                COMPREPLY+=("$value") ;;
        esac
    done < <("${COMP_WORDS[0]}" __complete bash -- "$line" "$2" 2>/dev/null)
}
complete -F _minik minik
"""
ZSH = r"""#compdef minik
# zsh completion for minik: put it as _minik in a folder of $fpath, or: source <(minik completion zsh)
_minik() {
    local line suffix=' ' value help
    local -a values shown
    for line in "${(@f)$("${(Q)words[1]}" __complete zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        case "$line" in
            '') ;;
            :files) _files; return ;;
            :nospace) suffix='' ;;
            *)
                value="${line%%$'\t'*}" help="${line#*$'\t'}"
                values+=("$value")
                shown+=("$value${help:+  -- $help}") ;;
        esac
    done
    compadd -S "$suffix" -l -d shown -a values
}
if [ "$funcstack[1]" = "_minik" ]; then
    _minik "$@"
else
    compdef _minik minik
fi
"""
FISH = r"""# fish completion for minik: put it as minik.fish in ~/.config/fish/completions, or: minik completion fish | source
function __minik_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command $words[1] __complete fish -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :nospace
            case '*'
                echo $line
        end
    end
end
complete -c minik -f -a '(__minik_complete)'
"""
POWERSHELL = r"""# PowerShell completion for minik: minik completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName minik -ScriptBlock {
    param($word, $ast, $position)
    $line = $ast.Extent.Text.Substring(0, [Math]::Min($position - $ast.Extent.StartOffset, $ast.Extent.Text.Length))
    if ($word -eq '') { $line += ' ' }
    & $ast.CommandElements[0].Extent.Text __complete powershell -- $line 2>$null | ForEach-Object {
        if ($_ -and -not $_.StartsWith(':')) {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}
FILES = {"bash": "minik.bash", "zsh": "_minik", "fish": "minik.fish", "powershell": "minik.ps1"}


@flags.command(usage="SHELL")
@flags.argument("shells", many=True, metavar="bash|zsh|fish|powershell")
def command(shells: tuple[str, ...]) -> None:
    """Print the script that lets a shell complete minik's command lines: verbs, options and their
    values, kinds, objects, namespaces, contexts, containers, ports. `kubectl minik` completes by
    itself, where minik's scripts are on the PATH.

    \b
    Examples:
      # For this shell
      source <(minik completion bash)
      # For every shell to come
      minik completion fish > minik.fish
      minik completion zsh > _minik
      minik completion powershell > minik.ps1
    """
    if not shells:
        raise ClientError("Shell not specified.\nSee 'minik completion -h' for help and examples")
    if len(shells) > 1:
        raise ClientError(
            "Too many arguments. Expected only the shell type.\nSee 'minik completion -h' for help and examples"
        )
    if shells[0] not in SCRIPTS:
        raise ClientError(
            f"Unsupported shell type \"{shells[0]}\".\nSee 'minik completion -h' for help and examples"
        )
    streams.echo(SCRIPTS[shells[0]], nl=False)
