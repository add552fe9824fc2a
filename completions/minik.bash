# bash completion for minik: source <(minik completion bash), or put it where bash-completion looks
_minik() {
    local line="${COMP_LINE:0:COMP_POINT}" candidate IFS=$'\n'
    COMPREPLY=()
    for candidate in $("${COMP_WORDS[0]}" __complete bash -- "$line" "$2" 2>/dev/null); do
        case "$candidate" in
            :files) compopt -o default 2>/dev/null ;;
            :nospace) compopt -o nospace 2>/dev/null ;;
            *) COMPREPLY+=("${candidate%%$'\t'*}") ;;
        esac
    done
}
complete -F _minik minik
